// The extension in a real VS Code: what a person sees and does. One session, each check goes on where the one before
// ended. With SCREENSHOTS set to a folder, pictures are written there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { copyOfExamples, isAlive, processesOf } from './help.mjs';
import { extension, root } from './places.mjs';
import { VisualStudioCode } from './vscode.mjs';

const limit = { timeout: 90_000 };
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'paas-lsp-vscode-'));
const mail = 'good/shop/tasks/mail/index.py';
const broken = 'faulty/shop/tasks/orders/index.py';
let code;

function otherServer() {
  const out = path.join(home, 'other-python-server.vsix');
  const vsce = path.join(root, 'vscode-extension/node_modules/.bin/vsce');
  const options = ['package', '--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', out];
  const packed = spawnSync(vsce, options, { cwd: path.join(root, 'tests/editors/other-python-server'), encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(packed.stdout + packed.stderr);
  return out;
}

const picture = async (name) => {
  if (process.env.SCREENSHOTS) await code.screenshot(path.join(process.env.SCREENSHOTS, `${name}.png`));
};
const serverProcess = () => processesOf((command) => command[0]?.startsWith(code.home) && command[0].endsWith('/server/paas-lsp'))[0];

before(
  async () => {
    const folder = copyOfExamples(home);
    code = await VisualStudioCode.start({ folder, extensions: [extension, otherServer()] });
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

check('a mistake is under its words, with what to do', async () => {
  await code.open(broken);
  await code.page.waitForSelector('.squiggly-error');
  const problems = (await code.problems('timeuot')).join('\n') + (await code.problems('`table`')).join('\n');
  assert.match(problems, /unknown key `timeuot`; did you mean `timeout`\?\s*paas-lsp\s*unknown-key/);
  assert.match(problems, /`table` needs `table: \{\}` in the root: events of type `table` come from it/);
  await picture('vscode-diagnostics');
  await code.press('Control+j'); // hides the list
  await code.page.waitForSelector('.markers-panel', { state: 'hidden' });
});

check('the server is the one that the extension carries', async () => {
  assert.ok(serverProcess() !== undefined);
});

check('a key has the colour that the grammar gives it, also when the server colours it', async () => {
  await code.open(mail);
  const colours = () =>
    code.page.$$eval('.monaco-editor .view-line span span', (spans) =>
      spans.filter((span) => ['infra', 'type', 'pattern', 'permissions'].includes(span.textContent.trim())).map((span) => getComputedStyle(span).color));
  // Lines that are being drawn anew have no colours for a moment.
  const before = await code.waitFor('coloured keys', async () => {
    const now = await colours();
    return now.length > 0 && now.every((colour) => colour !== '') && now;
  });
  assert.equal(new Set(before).size, 1);
  code.settings({ 'editor.semanticHighlighting.enabled': false });
  await new Promise((later) => setTimeout(later, 1000));
  assert.deepEqual(await colours(), before);
  code.settings({});
  await code.open(broken);
});

check('the status item names the app and its generation', async () => {
  const text = await code.languageStatus();
  assert.match(text, /shop · 0\.8/);
  assert.match(text, /root, endpoint, worker, timer; \d handlers/);
});

check('a fix is applied', async () => {
  await code.open(broken);
  await code.cursorAt(broken, 'time|uot');
  await code.press('Control+.');
  await code.page.waitForSelector('.action-widget .monaco-list-row');
  const rows = await code.page.$$eval('.action-widget .monaco-list-row', (all) => all.map((row) => row.textContent));
  for (const title of ['Fix all problems', 'Explain `unknown-key`']) assert.ok(rows.some((row) => row.includes(title)), rows.join(', '));
  await picture('vscode-fix');
  await code.press('Enter');
  await code.waitFor('the fix in the text', async () => /\n {2}timeout: 60\n/.test(await code.saved(broken)));
});

check('a key is completed while it is typed, before what other servers say', async () => {
  await code.open(mail);
  await code.cursorAt(mail, 'ses:SendEmail|\n');
  await code.newLine(2);
  await code.type('ti');
  const [first] = await code.suggestions();
  assert.equal(first, 'timeout');
  await picture('vscode-completion');
  await code.press('Enter');
  await code.type('3');
  await code.press('Escape');
  await code.waitFor('the key in the text', async () => /\n {2}- ses:SendEmail\n {2}timeout: 3\d*\n"""\n/.test(await code.saved(mail)));
});

check('a permission is completed while it is typed', async () => {
  await code.cursorAt(mail, 'ses:SendEmail|\n');
  await code.newLine(2);
  await code.type('- s3:GetObj');
  const [first] = await code.suggestions();
  assert.equal(first, 'GetObject');
  await picture('vscode-permission');
  await code.press('Enter');
  await code.waitFor('the permission in the text', async () => /\n {2}- ses:SendEmail\n {2}- s3:GetObject\n/.test(await code.saved(mail)));
});

check('an empty docstring is filled from its first letters on', async () => {
  const file = 'good/shop/tasks/empty/index.py';
  await code.open(file);
  await code.cursorAt(file, '"""\n|\n"""');
  await code.type('in');
  const rows = await code.suggestions();
  assert.ok(rows.some((row) => row.startsWith('infra')), rows.join(', '));
  await code.press('Escape');
});

check('nothing in a clean file is underlined', async () => {
  await code.open('good/shop/tasks/orders/index.py');
  await code.page.waitForTimeout(2000);
  assert.equal(await code.page.locator('.detected-link, .squiggly-error, .squiggly-warning, .squiggly-info').count(), 0);
});

check('one line above a handler says what it is, and each part of it can be clicked', async () => {
  const file = 'good/shop/tasks/orders/index.py';
  await code.open(file);
  const lens = (text) => `.codelens-decoration a:has-text("${text}")`;
  for (const text of ['worker TasksOrders', 'on table', 'starts on 1 of 9 sample events']) await code.page.waitForSelector(lens(text));
  // A line that is drawn anew is there twice for a moment.
  await code.waitFor('one line', async () => (await code.page.locator('.codelens-decoration >> visible=true').count()) === 1);
  await picture('vscode-lens');
  await code.page.click(lens('starts on'));
  await code.page.waitForSelector('.tab:has-text("Sample events")');
  await code.page.click(lens('worker TasksOrders')); // the page had the focus
  await code.page.waitForSelector('.tab:has-text("Preview shop/tasks/orders")');
  await code.page.click(lens('on table'));
  await code.page.waitForSelector('.tab.active[data-resource-name="__init__.py"]');
  await code.command('View: Close All Editors');
});

check('an event says which handlers it starts', async () => {
  await code.open(mail);
  await code.command('paas-lsp: Match an Event...');
  await code.page.waitForSelector('.quick-input-list .monaco-list-row:has-text("table-insert")');
  await code.page.keyboard.type('table-insert');
  await code.press('Enter');
  await code.page.waitForSelector('.quick-input-title:has-text("table-insert: 1 of")');
  await picture('vscode-match');
  await code.page.keyboard.type('faulty/shop/tasks/orders');
  await code.press('Enter');
  await code.page.waitForSelector('.monaco-breadcrumbs:has-text("faulty")');
});

check('the graph of an app is a picture', async () => {
  await code.open(mail);
  await code.command('paas-lsp: Show the Graph of the App');
  await code.page.waitForSelector('.tab:has-text("Graph of shop")');
  await code.page.waitForTimeout(1500);
  await picture('vscode-graph');
  await code.command('View: Close All Editors');
});

check('code below a fragment has the indentation of Python, the fragment that of YAML', async () => {
  const file = 'good/shop/tasks/bare/index.py';
  await code.open(file);
  await code.cursorAt(file, '"""\n|# end');
  await code.type('def handler(event, context=None):\npass\n');
  await code.cursorAt(file, 'type: worker|');
  await code.press('End', 'Enter', 'Tab', 'Shift+Tab', 'Home', 'Shift+End', 'Delete', 'Tab');
  await code.type('timeout: 7');
  await code.waitFor('both widths', async () => /\n {2}timeout: 7\n[^]*:\n {4}pass\n/.test(await code.saved(file)));
});

check('formatting is a command of its own, and leaves Format Document to others', async () => {
  const file = 'good/shop/tasks/untidy/index.py';
  await code.open(file);
  await code.command('paas-lsp: Format the Fragments of This File');
  await code.waitFor('the tidy text', async () => /\n {2}type: worker\n/.test(await code.saved(file)));
});

check('a docstring for people stays quiet', async () => {
  const file = 'good/shop/text.py';
  await code.open(file);
  await code.cursorAt(file, 'people|');
  await code.type(' ti');
  assert.ok(await code.suggestsNothing());
});

check('hover explains a key', async () => {
  await code.open(mail);
  await code.cursorAt(mail, '\n  ty|pe: worker');
  const text = await code.hover();
  assert.match(text, /worker/);
  await picture('vscode-hover');
  await code.press('Escape');
});

check('the definition of an event is in the root', async () => {
  await code.open(mail);
  await code.cursorAt(mail, '    type: que|ue');
  await code.press('F12');
  await code.page.waitForSelector('.tab.active[data-resource-name="__init__.py"]');
  await code.waitFor('the cursor at `queue`', async () => (await code.position()).line === 6);
});

check('a name is changed in the code and in the environment', async () => {
  await code.open(mail);
  await code.cursorAt(mail, 'STRIPE|_KEY');
  await code.press('F2');
  await code.page.waitForFunction(() => document.activeElement?.closest('.rename-box') !== null);
  await code.press('Control+a');
  await code.page.keyboard.type('PAYMENT_KEY');
  await picture('vscode-rename');
  await code.press('Enter');
  await code.page.waitForSelector('.rename-box', { state: 'hidden' });
  await code.command('File: Save All Files');
  const read = (file) => fs.readFileSync(path.join(code.folder, file), 'utf8');
  await code.waitFor('both files', () => read(mail).includes('os.environ["PAYMENT_KEY"]') && read('good/setenv.sh').includes('export PAYMENT_KEY=sk_test'));
});

check('a server that is killed is started again', async () => {
  const old = serverProcess();
  process.kill(old, 'SIGKILL');
  await code.waitFor('another server', () => serverProcess() !== undefined && serverProcess() !== old);
  await code.waitFor('the end of the other', () => !isAlive(old));
  await code.open(mail);
  await code.cursorAt(mail, '\n  ty|pe: worker');
  assert.match(await code.hover(), /worker/);
});

check('a server that ends again and again is started by a button', async () => {
  const toast = '.notification-toast:has-text("is not started again")';
  const isTold = async () => (await code.page.$(toast)) !== null;
  for (let round = 0; round < 8 && !(await isTold()); ++round) {
    const old = serverProcess();
    process.kill(old, 'SIGKILL'); // sometimes while it starts
    await code.waitFor('another server, or a word', async () => (await isTold()) || (serverProcess() !== undefined && serverProcess() !== old));
  }
  assert.equal(serverProcess(), undefined);
  await code.page.click(`${toast} .monaco-button:has-text("Restart")`);
  await code.waitFor('another server', () => serverProcess() !== undefined);
});

check('a command restarts it', async () => {
  const old = serverProcess();
  await code.command('paas-lsp: Restart the Server');
  await code.waitFor('another server', () => serverProcess() !== undefined && serverProcess() !== old);
});

check('a diagnostic is explained', async () => {
  await code.open(broken);
  await code.cursorAt(broken, 'type: ta|ble');
  await code.command('paas-lsp: Explain the Diagnostic');
  await code.page.waitForSelector('.tab.active:has-text("undefined-reference")');
  await picture('vscode-explanation');
  await code.page.click('.editor-group-container .view-lines'); // the page has the focus
});

check('the problems of a file move and go with it', async () => {
  const folder = (name) => path.join(code.folder, 'good/shop/tasks', name);
  const rows = () => code.page.$$eval('.markers-panel .monaco-list-row', (all) => all.map((row) => row.innerText));
  await code.open(mail);
  fs.mkdirSync(folder('lost'));
  fs.writeFileSync(path.join(folder('lost'), 'index.py'), '"""\ninfra:\n  type: worker\n  tiemout: 60\n"""\n\n\ndef handler(event, context=None):\n    pass\n');
  assert.ok((await code.problems('tiemout')).length > 0);
  fs.renameSync(folder('lost'), folder('found'));
  await code.waitFor('its new place only', async () => {
    const files = (await rows()).filter((row) => row.includes('index.py'));
    return files.length === 1 && files[0].includes('found');
  });
  fs.rmSync(folder('found'), { recursive: true });
  await code.waitFor('nothing', async () => !(await rows()).some((row) => /index\.py|tiemout/.test(row)));
  await code.press('Control+j');
});

check('a handler is made with its test', async () => {
  await code.open(mail);
  await code.command('paas-lsp: New Handler...');
  await code.page.waitForSelector('.quick-input-list .monaco-list-row:has-text("Runs at a fixed rate")');
  await code.page.keyboard.type('timer');
  await code.press('Enter');
  await code.page.waitForSelector('.quick-input-box input >> visible=true');
  await code.waitFor('the folder beside the open file', async () => (await code.page.inputValue('.quick-input-box input')) === 'tasks/');
  await code.page.keyboard.type('mail');
  await code.page.waitForSelector('.quick-input-message:has-text("There is a handler in tasks/mail already")');
  for (let i = 0; i < 4; ++i) await code.press('Backspace');
  await code.page.keyboard.type('weekly');
  await code.press('Enter');
  const index = path.join(code.folder, 'good/shop/tasks/weekly/index.py');
  await code.waitFor('the file', () => fs.existsSync(index));
  await code.page.waitForSelector('.monaco-editor .view-line:has-text("rate")');
  await code.command('File: Save All Files');
  await code.waitFor('its text', () => /infra:\n {2}type: timer\n/.test(fs.readFileSync(index, 'utf8')));
  await code.waitFor('its test', () => /handler/.test(fs.readFileSync(path.join(path.dirname(index), 'test.py'), 'utf8')));
});

check('an empty handler that is made by hand gets its fragment, and undo takes it back', async () => {
  await code.open('good/shop/tasks/nightly/index.py');
  await code.page.click('.explorer-folders-view .monaco-list-row:has-text("nightly")');
  await code.page.hover('.pane-header:has-text("shops")');
  await code.page.click('.pane-header:has-text("shops") [aria-label="New File..."]');
  await code.page.waitForSelector('.explorer-folders-view input');
  await code.page.keyboard.type('cleanup/index.py');
  await code.press('Enter');
  await code.page.waitForSelector('.monaco-breadcrumbs:has-text("cleanup")'); // the one before is a timer, too
  await code.waitFor('a handler', async () => /infra:[^]*type: timer/.test(await code.linesText('.editor-instance')));
  await code.press('Control+z');
  await code.waitFor('nothing', async () => !/infra/.test(await code.linesText('.editor-instance')));
});

check('an app is begun', async () => {
  await code.open(mail);
  await code.command('paas-lsp: New App...');
  await code.page.waitForSelector('.quick-input-title:has-text("New app")');
  await code.page.keyboard.type('goods/stock');
  await code.press('Enter');
  const root = path.join(code.folder, 'goods/stock/__init__.py');
  await code.waitFor('the root', () => fs.existsSync(root));
  await code.page.waitForSelector('.tab.active[data-resource-name="__init__.py"]');
  await code.command('File: Save All Files');
  await code.waitFor('its text', () => /\ninfra: \{\}\n/.test(fs.readFileSync(root, 'utf8')));
});

check('a logical id is found', async () => {
  await code.open(mail);
  await code.command('paas-lsp: Find a Logical Id...');
  await code.waitFor('the question', async () => (await code.page.inputValue('.quick-input-box input')).startsWith('#'));
  await code.press('Control+a');
  await code.page.keyboard.type('#TasksOrdersLogGroup');
  await code.page.waitForSelector('.quick-input-list .monaco-list-row:has-text("TasksOrders")');
  await code.press('Escape');
});

check('all problems of the workspace are fixed at once, and nothing is saved', async () => {
  const file = path.join(code.folder, 'faulty/shop/api/basket/index.py');
  const before = fs.readFileSync(file, 'utf8');
  await code.command('paas-lsp: Fix All Problems of the Workspace');
  await code.page.waitForSelector('.notification-toast:has-text("not saved yet")');
  assert.equal(fs.readFileSync(file, 'utf8'), before);
  await code.open('faulty/shop/api/basket/index.py');
  await code.waitFor('the fix', async () => /method: GET/.test(await code.linesText('.editor-instance')));
});
