// Handlers and roots typed by hand into a real VS Code: what was typed is what stands there. VS Code indents new lines and
// closes quotes and brackets as it does without the extension. TYPING names some of the texts by a regular expression.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { copyOfExamples } from './help.mjs';
import { extension, root } from './places.mjs';
import { edits, roots, texts } from './typed-texts.mjs';
import { VisualStudioCode } from './vscode.mjs';

const limit = { timeout: 90_000 };
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'paas-lsp-typing-'));
let code;

after(async () => {
  await code?.end();
  fs.rmSync(home, { recursive: true, force: true });
});

const indentOf = (line) => line.length - line.trimStart().length;

// The keys that make `text`, where the editor indents a new line as the one before it, and a level more behind `def`.
function* keysOf(text, indent = 0) {
  let column = indent;
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    if (i > 0) yield 'Enter';
    if (i === 0) yield* line;
    if (i === 0 || (line.trim() === '' && i < lines.length - 1)) continue;
    const wanted = indentOf(line);
    for (; column > wanted; column -= 4) yield 'Backspace';
    for (; column < wanted; ++column) yield ' ';
    yield* line.trimStart();
    column = /^\s*def .*:$/.test(line) ? wanted + 4 : wanted;
  }
}

const cases = []; // {name, file, initial, at, keys, delay, expected}
function addText(name, file, expected, delay) {
  cases.push({ name, file, initial: '', at: 0, keys: [...keysOf(expected)], delay, expected });
}
for (const [name, text] of Object.entries(texts)) addText(name, 'index.py', text, 25);
for (const [name, text] of Object.entries(roots)) addText(name, '__init__.py', text, 25);
for (const [name, [marked, words]] of Object.entries(edits)) {
  const [head, tail] = marked.split('|');
  const indent = indentOf(head.split('\n').at(-1));
  const typed = words.replaceAll('\n', `\n${' '.repeat(indent)}`);
  cases.push({ name, file: 'index.py', initial: head + tail, at: head.length, keys: [...keysOf(typed, indent)], delay: 25, expected: head + typed + tail });
}
for (const delay of [80, 180]) {
  for (const name of ['a worker of a queue', 'permissions', 'an endpoint']) addText(name, 'index.py', texts[name], delay);
}

const untouched = 'good/shop/untouched/index.py';

// All files are there before the editor starts: it finds them by their names.
before(
  async () => {
    const folder = copyOfExamples(home);
    for (const [i, one] of cases.entries()) {
      one.path = `good/shop/typed${i}x/${one.file}`;
      fs.mkdirSync(path.join(folder, path.dirname(one.path)));
      fs.writeFileSync(path.join(folder, one.path), one.initial);
    }
    fs.mkdirSync(path.join(folder, path.dirname(untouched)));
    fs.writeFileSync(path.join(folder, untouched), '');
    code = await VisualStudioCode.start({ folder, extensions: [extension], settings: { 'files.autoSave': 'off' } });
    // The colours of fragments, which decide about quotes, come a moment after the first file.
    await code.open('good/shop/tasks/mail/index.py');
    await code.page.waitForTimeout(3000);
  },
  { timeout: 120_000 },
);

for (const { name, delay, expected, ...rest } of cases.filter((one) => new RegExp(process.env.TYPING ?? '').test(one.name))) {
  test(`${name}, a key every ${delay} ms`, limit, async () => {
    try {
      await code.open(rest.path);
      const lines = rest.initial.slice(0, rest.at).split('\n');
      await code.goTo(lines.length, lines.at(-1).length + 1);
      for (const key of rest.keys) {
        await code.page.keyboard.press(key === ' ' ? 'Space' : key);
        await code.page.waitForTimeout(delay);
      }
      await code.save();
      const text = () => fs.readFileSync(path.join(code.folder, rest.path), 'utf8');
      await code.waitFor('the text on the disk', () => text() === expected, 2000).catch(() => {});
      assert.equal(text(), expected);
    } catch (error) {
      const picture = path.join(root, 'build/editors', `failed: ${name.replaceAll('/', ' ')} ${delay}.png`);
      await code?.screenshot(picture);
      error.message += `\nwhat there was to see: ${picture}`;
      throw error;
    }
  });
}

// The list below `infra:` is open in these, and nothing in it was chosen.
for (const [key, expected] of [['Enter', /infra:\n *\nx$/], ['Tab', /infra:\n +x$/]]) {
  test(`${key} leaves a list alone that opened below a line`, limit, async () => {
    await code.open(untouched);
    await code.press('Control+a', 'Delete');
    await code.type('"""');
    await code.press('Enter');
    await code.type('infra:');
    await code.press('Enter');
    await code.page.waitForSelector('.suggest-widget.visible .monaco-list-row');
    await code.press(key);
    await code.page.waitForSelector('.suggest-widget.visible', { state: 'detached' });
    await code.type('x');
    await code.press('Escape', 'Control+Shift+End', 'Delete');
    await code.save();
    const text = () => fs.readFileSync(path.join(code.folder, untouched), 'utf8');
    await code.waitFor('the text on the disk', () => expected.test(text()), 3000).catch(() => {});
    assert.match(text(), expected);
  });
}

test('an item of such a list is taken once it was chosen', limit, async () => {
  await code.open(untouched);
  await code.press('Control+a', 'Delete');
  await code.type('"""');
  await code.press('Enter');
  await code.page.waitForSelector('.suggest-widget.visible .monaco-list-row');
  await code.press('ArrowDown', 'ArrowUp');
  await code.page.waitForTimeout(300);
  await code.press('Enter');
  await code.press('Escape');
  assert.match(await code.saved(untouched), /infra:/);
});
