// Types a handler into a real VS Code and makes the animated picture of it that README shows:
//   tests/editors/install.sh vscode && make extension && node tools/animation.mjs docs/images/vscode-typing.gif
// It needs python3 with Pillow (python3-pil in Debian), which joins the pictures.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { extension, root } from '../tests/editors/places.mjs';
import { VisualStudioCode } from '../tests/editors/vscode.mjs';

const size = { width: 860, height: 430 }; // of the picture
const file = 'shop/tasks/invoices/index.py';
const settings = {
  'files.autoSave': 'off',
  'editor.fontSize': 18,
  'editor.lineHeight': 25,
  'editor.codeLensFontSize': 13,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.scrollbar.vertical': 'hidden',
  'editor.hideCursorInOverviewRuler': true,
  'editor.guides.indentation': false,
  'editor.renderLineHighlight': 'none',
};
// One palette for all pictures, so that only what changes takes room.
const join = `
import base64, io, json, sys
from PIL import Image
frames = json.load(sys.stdin)
pictures = [Image.open(io.BytesIO(base64.b64decode(frame["bytes"]))).convert("RGB") for frame in frames]
width, height = pictures[0].size
sheet = Image.new("RGB", (width, height * len(pictures)))
for i, picture in enumerate(pictures): sheet.paste(picture, (0, height * i))
palette = sheet.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
pictures = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
pictures[0].save(sys.argv[1], save_all=True, append_images=pictures[1:], duration=[f["time"] for f in frames], loop=0, optimize=True)
`;

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'paas-lsp-animation-'));
const folder = path.join(home, 'good');
fs.cpSync(path.join(root, 'examples/good'), folder, { recursive: true });
fs.mkdirSync(path.join(folder, path.dirname(file)));
fs.writeFileSync(path.join(folder, file), '');
const code = await VisualStudioCode.start({ folder, extensions: [extension], settings });
const { page } = code;

const frames = [];
async function show(time) { // what is seen now, for so many milliseconds
  const bytes = await page.screenshot({ clip: size });
  const last = frames.at(-1);
  if (last?.bytes.equals(bytes)) last.time += time;
  else frames.push({ bytes, time });
}
async function type(text) {
  for (const key of text) {
    await page.keyboard.press(key === ' ' ? 'Space' : key === '\n' ? 'Enter' : key);
    await page.waitForTimeout(120);
    await show(60);
  }
}
const list = '.suggest-widget.visible .monaco-list-row';
async function choose(name) { // of the list, with the arrow keys
  await page.waitForSelector(`${list}:has-text("${name}")`);
  await code.suggestions();
  await show(800);
  for (let i = 0; i < 8 && !(await page.$(`${list}.focused:has-text("${name}")`)); ++i) {
    await code.press('ArrowDown');
    await page.waitForTimeout(150);
    await show(250);
  }
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
  await show(300);
}

try {
  await code.open(file);
  await code.press('Control+b'); // hides the list of files
  await page.waitForTimeout(3000); // the colours come a moment after the first file
  ({ x: size.x, y: size.y } = await page.locator('.editor-instance').boundingBox());
  await show(300);
  await type('"""\n');
  await choose('worker');
  await page.waitForSelector('.codelens-decoration a:has-text("worker TasksInvoices")');
  await page.waitForTimeout(800);
  await show(1500);
  await code.press('Escape', 'Escape', 'End');
  await code.newLine(2);
  await type('timeuot: 60');
  await page.waitForSelector('.squiggly-error');
  await page.waitForTimeout(1000);
  await show(700);
  for (let i = 0; i < 7; ++i) await code.press('ArrowLeft');
  await code.hover();
  await show(1800);
  await code.press('Escape', 'Control+.');
  await page.waitForSelector('.action-widget .monaco-list-row');
  await page.waitForTimeout(300);
  await show(1200);
  await code.press('Enter');
  await page.waitForSelector('.squiggly-error', { state: 'detached' });
  await page.waitForTimeout(800);
  await show(700);
  await code.press('End');
  await code.newLine(2);
  await type('permissions:');
  await code.newLine(2);
  await type('- ses:SendE');
  await choose('SendEmail');
  await page.waitForTimeout(800);
  await show(3000);
  const input = JSON.stringify(frames.map(({ bytes, time }) => ({ bytes: bytes.toString('base64'), time })));
  const made = spawnSync('python3', ['-c', join, process.argv[2]], { input, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
} finally {
  await code.end();
  fs.rmSync(home, { recursive: true, force: true });
}
