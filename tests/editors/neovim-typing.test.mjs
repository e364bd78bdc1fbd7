// Handlers and roots typed by hand into a real Neovim that is set up as the help says: what was typed is what stands
// there. The editor indents new lines; what it indents differently from the text is put right, as a person does.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { copyOfExamples } from './help.mjs';
import { Neovim } from './neovim.mjs';
import { editors, plugin, server } from './places.mjs';
import { edits, roots, texts } from './typed-texts.mjs';

const programs = { 0.11: path.join(editors, 'neovim-0.11/bin/nvim'), '0.10': path.join(editors, 'debian-13/nvim') };

/// The Lua code of the help that has these words in it.
function linesOfHelp(words) {
  const help = fs.readFileSync(path.join(plugin, 'doc/paas.txt'), 'utf8');
  const code = [...help.matchAll(/>lua\n(.*?)^<$/gms)].map(([, text]) => text).find((text) => text.includes(words));
  assert.ok(code, `the help has no code with ${words}`);
  return code;
}

const setups = [
  ['0.11', 'autocomplete = true', 25],
  ['0.11', 'noselect', 25],
  ['0.11', 'autocomplete = true', 80],
  ['0.11', 'autocomplete = true', 180],
  ['0.10', 'autocomplete = true', 25],
];

for (const [version, words, delay] of setups) {
  const program = programs[version];
  const skip = !fs.existsSync(program) && 'it is not installed';
  test(`Neovim ${version} with \`${words}\`, a key every ${delay} ms`, { timeout: 600_000, skip }, async (all) => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'paas-lsp-typing-'));
    const folder = copyOfExamples(home);
    const lua = `vim.opt.shortmess:append("I")\n${linesOfHelp(words)}`;
    const neovim = await Neovim.start({ program, folder, path: path.dirname(server), lua });
    const later = (time) => new Promise((done) => setTimeout(done, time));
    const press = async (key) => {
      await neovim.client.input(key === '<' ? '<lt>' : key);
      await later(delay);
    };
    const column = () => neovim.lua('vim.fn.virtcol(".")').then((one) => one - 1);
    const typeLine = async (line, isNew) => {
      const wanted = line.length - line.trimStart().length;
      if (isNew && line.trim() !== '') {
        for (let at = await column(); at !== wanted; at = await column()) await press(at > wanted ? '<BS>' : ' ');
      }
      for (const c of isNew ? line.trimStart() : line) await press(c);
    };
    let lists = 0;
    const typed = async (text) => {
      for (const [i, line] of text.split('\n').entries()) {
        if (i > 0) await press('<CR>');
        await typeLine(line, i > 0);
        if (await neovim.lua('vim.fn.pumvisible() == 1')) lists += 1;
      }
      await press('<Esc>');
      return (await neovim.text()).replace(/[ \t]+$/gm, '');
    };
    const open = async (file, text) => {
      const whole = path.join(folder, file);
      fs.mkdirSync(path.dirname(whole), { recursive: true });
      fs.writeFileSync(whole, text);
      await neovim.open(file);
      await neovim.waitFor('the server', () => neovim.lua('#vim.lsp.get_clients({ bufnr = 0 }) > 0'));
    };
    const some = delay > 25 ? 2 : words === 'noselect' ? 12 : Infinity; // all of them once with each version
    let count = 0;
    try {
      for (const [set, file] of [[texts, 'index.py'], [roots, '__init__.py']]) {
        for (const [name, text] of Object.entries(set).slice(0, some)) {
          await all.test(name, async () => {
            await open(`good/shop/typed${++count}x/${file}`, '');
            await press('i');
            assert.equal(`${await typed(text.trimEnd())}\n`, text);
          });
        }
      }
      for (const [name, [marked, words]] of Object.entries(edits).slice(0, some)) {
        await all.test(name, async () => {
          const [head, tail] = marked.split('|');
          const [indent] = /^ */.exec(head.split('\n').at(-1));
          await open(`good/shop/typed${++count}x/index.py`, head + tail);
          const lines = head.split('\n');
          await neovim.lua('vim.api.nvim_win_set_cursor(0, {...})', lines.length, Math.max(0, lines.at(-1).length - 1));
          await press(lines.at(-1) === '' ? 'i' : 'a');
          const keys = words.replaceAll('\n', `\n${indent}`);
          assert.equal(`${await typed(keys)}\n`, head + keys + tail);
        });
      }
      if (version === '0.11') await all.test('lists were there while it was typed', () => assert.ok(lists > 5, `${lists} lists`));
    } finally {
      await neovim.end();
      fs.rmSync(home, { recursive: true, force: true });
    }
  });
}
