// A real VS Code on a folder, in a browser, and what a person does in it.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

import { codeServer, nodeOfCodeServer } from './places.mjs';

const patience = 30_000;

async function freePort() {
  const listener = net.createServer();
  await new Promise((ready) => listener.listen(0, '127.0.0.1', ready));
  const { port } = listener.address();
  await new Promise((done) => listener.close(done));
  return port;
}

async function answers(url) {
  for (let tries = 0; tries < 120; ++tries) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // not yet
    }
    await new Promise((later) => setTimeout(later, 250));
  }
  throw new Error(`nothing answers at ${url}`);
}

export class VisualStudioCode {
  // A fresh profile, with no settings but these, and the extensions in these packages.
  static async start({ folder, extensions, settings }) {
    const self = new VisualStudioCode();
    self.folder = folder;
    self.home = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-test-'));
    const folders = ['--user-data-dir', path.join(self.home, 'user'), '--extensions-dir', path.join(self.home, 'extensions')];
    const install = extensions.flatMap((extension) => ['--install-extension', extension]);
    const installed = spawnSync(nodeOfCodeServer(), [codeServer.entry, ...folders, ...install], { encoding: 'utf8' });
    if (installed.status !== 0) throw new Error(`the extensions cannot be installed: ${installed.stdout}${installed.stderr}`);
    if (settings !== undefined) self.settings(settings);
    const port = await freePort();
    const rest = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', folder];
    self.log = path.join(self.home, 'log');
    const log = fs.openSync(self.log, 'w');
    self.process = spawn(nodeOfCodeServer(), [codeServer.entry, '--bind-addr', `127.0.0.1:${port}`, ...folders, ...rest], {
      stdio: ['ignore', log, log],
      detached: true, // a group of its own, which is ended as one
    });
    try {
      await answers(`http://127.0.0.1:${port}/healthz`);
      self.browser = await chromium.launch({
        executablePath: '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
      });
      self.page = await self.browser.newPage({ viewport: { width: 1200, height: 720 } });
      self.page.setDefaultTimeout(patience);
      await self.page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`);
      await self.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
      await self.page.waitForSelector('.gettingStartedContainer .categoryListContainer, .gettingStartedContainer .getting-started-category', { state: 'attached' });
      await self.press('Control+k', 'Control+w');
      await self.page.waitForSelector('.tab', { state: 'detached' });
    } catch (error) {
      await self.end();
      throw error;
    }
    return self;
  }

  // All settings of the user; an editor that runs takes them at once.
  settings(values) {
    fs.mkdirSync(path.join(this.home, 'user/User'), { recursive: true });
    fs.writeFileSync(path.join(this.home, 'user/User/settings.json'), JSON.stringify(values));
  }

  async end() {
    await this.browser?.close();
    try {
      process.kill(-this.process.pid, 'SIGTERM');
    } catch {
      // it has ended by itself
    }
    await new Promise((later) => setTimeout(later, 500));
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  // As a person types: a key after the other.
  type(text, delay = 60) {
    return this.page.keyboard.type(text, { delay });
  }

  // Runs a command by its title in the palette.
  async command(title) {
    await this.press('F1');
    await this.page.waitForSelector('.quick-input-widget:not([style*="display: none"]) input');
    await this.page.keyboard.type(title);
    await this.page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${title}")`);
    await this.press('Enter');
  }

  async open(file) {
    await this.press('Control+p');
    await this.page.waitForSelector('.quick-input-widget:not([style*="display: none"]) input');
    await this.page.keyboard.type(file);
    await this.page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${path.basename(file)}")`);
    await this.page.waitForTimeout(400);
    await this.press('Enter');
    await this.page.waitForSelector(`.tab.active[data-resource-name="${path.basename(file)}"]`);
    await this.page.waitForSelector('.editor-instance .view-lines .view-line');
  }

  // Both counted from 1.
  async goTo(line, column) {
    await this.press('Control+g');
    await this.page.waitForSelector('.quick-input-widget:not([style*="display: none"]) input');
    await this.page.keyboard.type(`${line}:${column}`);
    await this.press('Enter');
    await this.page.waitForTimeout(150);
  }

  // Puts the cursor where the marked text `before|after` stands in the file as it is on the disk.
  async cursorAt(file, marked) {
    const text = fs.readFileSync(path.join(this.folder, file), 'utf8');
    const [before, after] = marked.split('|');
    const start = text.indexOf(before + after);
    if (start < 0) throw new Error(`${file} has no ${JSON.stringify(before + after)}`);
    const lines = text.slice(0, start + before.length).split('\n');
    await this.goTo(lines.length, lines.at(-1).length + 1);
  }

  // Where the cursor is, both counted from 1.
  async position() {
    const text = await this.page.locator('.statusbar-item:has-text("Ln ")').first().innerText();
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(text) ?? [];
    return { line: Number(line), column: Number(column) };
  }

  // Enter, and then so many spaces and no others, whatever VS Code thinks of indentation.
  async newLine(spaces) {
    await this.press('Enter', 'Home', 'Shift+End');
    await this.page.keyboard.type(' '.repeat(spaces) || 'x');
    if (spaces === 0) await this.press('Backspace');
    await this.page.waitForTimeout(400); // on a busy machine the colours come late, and with them what is suggested
  }

  // What the item for the language in the status bar says when it is opened.
  async languageStatus() {
    await this.page.locator('.statusbar-item[id="status.languageStatus"]').hover();
    const hover = this.page.locator('.hover-language-status').first();
    await hover.waitFor();
    await this.page.waitForTimeout(300);
    const texts = await this.page.locator('.hover-language-status').allInnerTexts();
    await this.page.mouse.move(600, 200);
    return texts.join('\n');
  }

  async save() {
    await this.press('Control+s');
    await this.page.waitForSelector('.tab.active:not(.dirty)');
  }

  async saved(file) {
    await this.save();
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }

  // The rows of the list of suggestions, once it has some and stays as it is: it is asked for anew while one types.
  async suggestions() {
    let before = '';
    return this.waitFor('suggestions', async () => {
      await this.page.waitForTimeout(300);
      const rows = await this.page.$$eval('.suggest-widget.visible .monaco-list-row .label-name', (all) => all.map((row) => row.textContent));
      const isSettled = rows.length > 0 && rows.join() === before;
      before = rows.join();
      return isSettled ? rows : undefined;
    });
  }

  async suggestsNothing() {
    await this.page.waitForTimeout(1200);
    return (await this.page.$$('.suggest-widget.visible .monaco-list-row')).length === 0;
  }

  // What the editor says about the place of the cursor.
  async hover() {
    await this.press('Control+k', 'Control+i');
    await this.page.waitForSelector('.monaco-hover:not(.hidden) .hover-contents', { state: 'visible' });
    await this.page.waitForTimeout(300);
    const texts = await this.page.$$eval('.monaco-hover:not(.hidden) .hover-contents', (parts) => parts.map((part) => part.innerText));
    return texts.join('\n');
  }

  // The problems in the list of all of them that have a word.
  async problems(word) {
    await this.command('Problems: Focus on Problems View');
    // By its box, as keys may still go to the editor.
    await this.page.locator('.part.panel .viewpane-filter input').first().fill(word);
    return this.waitFor(`a problem with ${word}`, async () => {
      await this.page.waitForTimeout(500);
      const rows = await this.page.$$eval('.markers-panel .monaco-list-row', (all) => all.map((row) => row.innerText.replaceAll('\n', ' ')));
      return rows.some((row) => row.includes(word)) && rows;
    });
  }

  // The lines of an editor that can be seen, and some that nearly can: their numbers, counted from 1, their text, how far
  // down they are, and whether an extension highlights them.
  lines(selector) {
    return this.page.evaluate((selector) => {
      const editor = document.querySelector(selector);
      const top = (element) => parseInt(element.style.top, 10);
      const decorated = [...(editor?.querySelectorAll('.view-overlays > div') ?? [])].filter((row) => row.querySelector('[class*="ced-"]'));
      const tops = new Set(decorated.map(top));
      const numbers = new Map([...(editor?.querySelectorAll('.margin-view-overlays > div') ?? [])].map((row) => [top(row), Number(row.textContent)]));
      return [...(editor?.querySelectorAll('.view-line') ?? [])]
        .sort((one, other) => top(one) - top(other))
        .map((line) => ({ number: numbers.get(top(line)), y: line.getBoundingClientRect().top, text: line.textContent.replaceAll('\u00a0', ' '), isHighlighted: tops.has(top(line)) }));
    }, selector);
  }

  async linesText(selector) {
    return (await this.lines(selector)).map((line) => line.text).join('\n');
  }

  async highlighted(selector) {
    return (await this.lines(selector)).filter((line) => line.isHighlighted).map((line) => line.text.trim());
  }

  async waitFor(what, question, limit = patience) {
    const end = Date.now() + limit;
    let last;
    while (Date.now() < end) {
      last = await question();
      if (last) return last;
      await this.page.waitForTimeout(100);
    }
    throw new Error(`not within ${limit / 1000} seconds: ${what}`);
  }

  async screenshot(file) {
    await this.page.screenshot({ path: file });
  }
}
