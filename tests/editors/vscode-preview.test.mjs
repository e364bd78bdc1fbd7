// The preview of the template in a real VS Code: what a person sees and does. One session, each check goes on where the
// one before ended. With SCREENSHOTS set to a folder, pictures are written there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { copyOfExamples, serverThatKeeps } from './help.mjs';
import { extension, root } from './places.mjs';
import { VisualStudioCode } from './vscode.mjs';

const limit = { timeout: 90_000 };
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'paas-lsp-vscode-'));
const mail = 'good/shop/tasks/mail/index.py';
const server = serverThatKeeps(home);
let code;
const source = `[data-uri$="${mail}"]`; // the editors on them
const preview = `[data-uri$="${mail}.yaml"]`;
const whole = `[data-uri$="good/shop/__init__.py.yaml"]`;

const picture = async (name) => {
  if (process.env.SCREENSHOTS) await code.screenshot(path.join(process.env.SCREENSHOTS, `${name}.png`));
};
const shows = (what, editor, pattern) => code.waitFor(what, async () => pattern.test(await code.linesText(editor)));
const warning = () => code.page.locator('.statusbar-item[id$="paas-lsp.stale"] a >> visible=true');
const click = (editor, text) => code.page.locator(`${editor} .view-line`, { hasText: text }).first().click();

before(
  async () => {
    const folder = copyOfExamples(home);
    const settings = { 'paas-lsp.server.path': server.program, 'files.autoSave': 'off' };
    code = await VisualStudioCode.start({ folder, extensions: [extension], settings });
    await code.press('Control+b'); // hides the list of files
  },
  { timeout: 120_000 },
);
after(async () => {
  await code?.end();
  fs.rmSync(home, { recursive: true, force: true });
});

// A check that fails leaves a picture of what there was to see.
function check(name, run) {
  test(name, limit, async () => {
    try {
      await run();
    } catch (error) {
      const file = path.join(root, 'build/editors', `failed: ${name.replaceAll('/', ' ')}.png`);
      await code?.screenshot(file);
      error.message += `\nwhat there was to see: ${file}`;
      throw error;
    }
  });
}

check('a button opens it beside the code, which keeps the cursor', async () => {
  await code.open(mail);
  await code.page.locator('.editor-actions a[aria-label^="Open Preview"]').click();
  await shows('the template', preview, /AWS::Lambda::Function/);
  await code.cursorAt(mail, 'type: que|ue');
  assert.match(await code.linesText(source), /infra:/);
  assert.equal(await code.page.locator('.editor-group-container').count(), 2);
});

check('only a file with a fragment has the button', async () => {
  await code.open('good/shop/text.py');
  await code.page.waitForTimeout(500);
  const active = '.editor-group-container.active .editor-actions a';
  assert.equal(await code.page.locator(`${active}[aria-label^="Open Preview"]`).count(), 0);
  await code.press('Control+w');
});

check('it is YAML with its colours, and folds', async () => {
  const kinds = await code.page.$$eval(`${preview} .view-line span[class*="mtk"]`, (all) => all.map((one) => one.className));
  assert.ok(new Set(kinds).size > 1, 'more than one colour');
  await code.page.hover(`${preview} .margin-view-overlays`);
  await code.page.waitForSelector(`${preview} .codicon-folding-expanded`);
});

check('it follows the typing', async () => {
  await code.cursorAt(mail, 'ses:SendEmail|\n');
  await code.newLine(2);
  await code.type('timeout: 77');
  await code.press('Escape');
  await shows('the time limit', preview, /Timeout: 77\b/);
  await code.press('Backspace');
  await shows('the one of the last key', preview, /Timeout: 7$/m);
});

check('what the line under the cursor makes is highlighted', async () => {
  await code.waitFor('the time limit', async () => (await code.highlighted(preview)).includes('Timeout: 7'));
  await code.cursorAt(mail, '- ses:Send|Email');
  await code.waitFor('the permission', async () => (await code.highlighted(preview)).some((text) => text.includes('ses:SendEmail')));
  assert.ok(!(await code.highlighted(preview)).includes('Timeout: 7'));
  await picture('vscode-preview');
});

check('the line that made what is under the cursor is highlighted, and the cursor there does not move', async () => {
  await code.goTo(12, 12); // the time limit, and what it makes can be seen
  await code.waitFor('the time limit', async () => (await code.highlighted(preview)).includes('Timeout: 7'));
  await click(preview, 'Timeout: 7');
  await code.waitFor('the line', async () => (await code.highlighted(source)).join() === 'timeout: 7');
  await code.page.waitForTimeout(500);
  assert.deepEqual(await code.highlighted(source), ['timeout: 7'], 'it stays');
  assert.deepEqual(await code.highlighted(preview), [], 'nothing comes back');
  await picture('vscode-preview-source');
});

check('it cannot be changed', async () => {
  const text = await code.linesText(preview);
  await code.type('abc');
  await code.page.waitForTimeout(300);
  assert.equal(await code.linesText(preview), text);
  await code.press('Escape');
});

check('it has an outline', async () => {
  await code.press('Control+Shift+o');
  const rows = () => code.page.$$eval('.quick-input-list .monaco-list-row .label-name', (all) => all.map((row) => row.textContent));
  await code.waitFor('a function', async () => (await rows()).some((row) => /Mail/.test(row)));
  await code.press('Escape');
});

check('hover and status say what it is', async () => {
  await click(preview, 'Timeout: 7');
  assert.match(await code.hover(), /\S/);
  await code.press('Escape');
  assert.match(await code.languageStatus(), /shop\/tasks\/mail[^]*\d+ resources/);
});

check('the definition is the line that made it', async () => {
  await click(preview, 'Timeout: 7');
  await code.press('F12');
  await code.page.waitForSelector('.tab.active[data-resource-name="index.py"]');
  await code.waitFor('the cursor at the time limit', async () => (await code.position()).line === 12);
  await code.press('Control+w');
});

check('while the source is broken it stays, says so, and shows the place', async () => {
  await code.press('Control+1');
  await code.goTo(11, 5); // the permission, and what it makes can be seen
  await code.waitFor('the permission', async () => (await code.highlighted(preview)).some((text) => text.includes('ses:SendEmail')));
  await code.cursorAt(mail, 'ses:SendEmail|\n');
  await code.newLine(2);
  await code.type('tags: [');
  await code.press('Delete'); // the bracket that the editor closes by itself
  await warning().waitFor();
  assert.match(await warning().innerText(), /Preview shop\/tasks\/mail is stale: \S/);
  await shows('the last good template', preview, /TasksMail/);
  await picture('vscode-preview-stale');
  await code.goTo(17, 1);
  await warning().click();
  await code.waitFor('the cursor in the fragment', async () => (await code.position()).line < 15);
});

check('it is fresh again when the source is mended', async () => {
  await code.command('Revert File');
  await warning().waitFor({ state: 'detached' });
  await code.cursorAt(mail, 'ses:SendEmail|\n');
  await code.newLine(2);
  await code.type('timeout: 78');
  await code.press('Escape');
  await shows('the time limit', preview, /Timeout: 78\b/);
});

check('what saving changes is shown side by side, from the lens of the file', async () => {
  await code.page.click(`${source} .codelens-decoration a:has-text("saving changes TasksMailFunction")`);
  await code.page.waitForSelector('.monaco-diff-editor .modified-in-monaco-diff-editor .view-line:has-text("Timeout: 78")');
  const old = await code.page.locator('.monaco-diff-editor .original-in-monaco-diff-editor').innerText();
  assert.doesNotMatch(old, /Timeout:\s78/);
  await picture('vscode-preview-difference');
  await code.press('Control+w');
});

check('the whole app has one, too', async () => {
  await code.open(mail);
  await code.command('paas-lsp: Open Preview of the Whole App');
  await shows('the template', whole, /\S/);
  await code.cursorAt(mail, 'type: que|ue');
  await code.cursorAt(mail, '- ses:Send|Email');
  await code.waitFor('the permission', async () => (await code.highlighted(whole)).some((text) => text.includes('ses:SendEmail')));
});

check('lines that come above what one reads do not move it', async () => {
  const permission = async () => (await code.lines(whole)).find(({ isHighlighted, text }) => isHighlighted && text.includes('ses:SendEmail'));
  await code.page.waitForTimeout(500); // it has scrolled there
  const before = await permission();
  const file = path.join(code.folder, 'good/shop/api/basket/index.py');
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.replace('  permissions:\n', '  permissions:\n  - s3:GetObject\n  - s3:PutObject\n'));
  let now;
  await code.waitFor('the lines', async () => (now = await permission())?.number > before.number);
  await code.page.waitForTimeout(500);
  now = await permission();
  assert.ok(Math.abs(now.y - before.y) < 19, `${now.y}, and ${before.y} before: less than a line`);
});

check('it stays when the server is another', async () => {
  const questions = () => server.said().split('"paas/preview"').length;
  const before = questions();
  await code.command('paas-lsp: Restart the Server');
  await code.waitFor('the questions', () => questions() === before + 2);
  await code.press('Control+1');
  await code.press('Control+Home');
  await code.cursorAt(mail, 'ses:SendEmail|\n');
  await code.type('s');
  await code.waitFor('the change', async () => (await code.highlighted(whole)).some((text) => text.includes('ses:SendEmails')));
});

check('closing it tells the server', async () => {
  const isClosed = (file) => server.said().includes(`"paas/closePreview","params":{"uri":"paas-preview://${path.join(code.folder, file)}.yaml"}`);
  assert.ok(!isClosed(mail));
  await code.press('Control+2');
  await code.command('View: Close All Editors in Group');
  await code.waitFor('the messages', () => isClosed(mail) && isClosed('good/shop/__init__.py'));
});

check('one that was closed is opened again', async () => {
  await code.page.locator('.editor-actions a[aria-label^="Open Preview"]').click();
  await shows('the template', preview, /TasksMail/);
});
