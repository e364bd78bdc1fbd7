// A real Neovim with the plugin installed as its help says, driven by keys; and a picture of its screen.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { attach } from 'neovim';

import { plugin } from './places.mjs';
import { Screen } from './screen.mjs';

const silent = Object.fromEntries(['info', 'warn', 'error', 'debug', 'level'].map((name) => [name, () => {}]));

export class Neovim {
  // A home of its own with no configuration but these lines of Lua; `path` comes first on its PATH.
  static async start({ program, folder, path: first, lua = '' }) {
    const self = new Neovim();
    self.folder = folder;
    self.home = fs.mkdtempSync(path.join(os.tmpdir(), 'neovim-test-'));
    const place = (name) => path.join(self.home, name);
    fs.mkdirSync(place('data/nvim/site/pack/paas/start'), { recursive: true });
    fs.symlinkSync(plugin, place('data/nvim/site/pack/paas/start/paas'));
    fs.mkdirSync(place('config/nvim'), { recursive: true });
    fs.writeFileSync(place('config/nvim/init.lua'), `vim.opt.swapfile = false\n${lua}\n`);
    self.process = spawn(program, ['--embed', '--headless'], {
      cwd: folder,
      env: {
        PATH: [first, process.env.PATH].join(path.delimiter),
        HOME: self.home,
        XDG_CONFIG_HOME: place('config'),
        XDG_DATA_HOME: place('data'),
        XDG_STATE_HOME: place('state'),
        XDG_CACHE_HOME: place('cache'),
        LANG: 'C.UTF-8',
        TERM: 'xterm-256color',
      },
    });
    self.client = attach({ proc: self.process, options: { logger: silent } });
    self.screen = new Screen();
    self.client.on('notification', (method, events) => {
      if (method === 'redraw') self.screen.draw(events);
    });
    await self.client.uiAttach(100, 30, { rgb: true, ext_linegrid: true });
    return self;
  }

  async end() {
    this.process.kill('SIGTERM');
    await new Promise((later) => setTimeout(later, 200));
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  // The value of a Lua expression, or of a chunk that returns one.
  lua(code, ...values) {
    const chunk = code.startsWith("return ") ? code : `return ${code}`;
    return this.client.executeLua(chunk, values);
  }

  command(text) {
    return this.client.command(text);
  }

  // As a person types: keys in the notation of Neovim, one after the other.
  async type(keys) {
    for (const key of keys.match(/<[^<>\s]+>|[^]/g)) {
      await this.client.input(key);
      await new Promise((later) => setTimeout(later, 15));
    }
  }

  open(file) {
    return this.client.command(`edit ${file}`);
  }

  async text() {
    return (await this.lua('vim.api.nvim_buf_get_lines(0, 0, -1, false)')).join('\n');
  }

  // Puts the cursor on the character behind the `|` of the marked text.
  async cursorAt(marked) {
    const [before, after] = marked.split('|');
    const text = await this.text();
    const start = text.indexOf(before + after);
    if (start < 0) throw new Error(`the buffer has no ${JSON.stringify(before + after)}`);
    const lines = text.slice(0, start + before.length).split('\n');
    await this.lua('vim.api.nvim_win_set_cursor(0, {...})', lines.length, Buffer.byteLength(lines.at(-1)));
  }

  async waitFor(what, question, limit = 20_000) {
    const end = Date.now() + limit;
    while (Date.now() < end) {
      const answer = await question();
      if (answer) return answer;
      await new Promise((later) => setTimeout(later, 50));
    }
    throw new Error(`not within ${limit / 1000} seconds: ${what}`);
  }

  diagnostics() {
    return this.lua(`vim.tbl_map(function(one)
      return { line = one.lnum, column = one.col, code = one.code, source = one.source, message = one.message, severity = one.severity }
    end, vim.diagnostic.get(0))`);
  }
}
