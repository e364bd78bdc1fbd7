// The preview of the template in a real Neovim, 0.11 and 0.10: what a person types and sees. One session each, every check
// goes on where the one before ended. With SCREENSHOTS set to a folder, pictures of 0.11 are written there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { copyOfExamples, serverThatKeeps } from './help.mjs';
import { Neovim } from './neovim.mjs';
import { editors } from './places.mjs';

const limit = { timeout: 40_000 };
const mail = 'good/shop/tasks/mail/index.py';
const programs = { 0.11: path.join(editors, 'neovim-0.11/bin/nvim'), '0.10': path.join(editors, 'debian-13/nvim') };

for (const [version, program] of Object.entries(programs)) {
  test(`previews in Neovim ${version}`, { timeout: 300_000, skip: !fs.existsSync(program) && 'it is not installed' }, async (all) => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'paas-lsp-neovim-'));
    const folder = copyOfExamples(home);
    const server = serverThatKeeps(home);
    // Messages are kept, not shown: a long one would wait for a key.
    let lua = '_G.told = {}\nvim.notify = function(text) table.insert(_G.told, text) end\nvim.opt.shortmess:append("I")\n';
    if (version === '0.11') lua += `vim.opt.runtimepath:append("${path.join(editors, 'parsers')}")\nvim.api.nvim_create_autocmd("FileType", { pattern = "python", callback = function() vim.treesitter.start() end })`;
    const neovim = await Neovim.start({ program, folder, path: path.dirname(server.program), lua });
    const picture = async (name) => {
      if (!process.env.SCREENSHOTS || version !== '0.11') return;
      await new Promise((later) => setTimeout(later, 200));
      await neovim.screen.picture(path.join(process.env.SCREENSHOTS, `${name}.png`));
    };
    const uriOf = (file, query = '') => `paas-preview://${path.join(folder, file)}.yaml${query}`;
    // What a buffer holds, and its lines that are highlighted; both empty where there is no such buffer.
    const state = (name) =>
      neovim.lua(
        `return (function(name)
          local state = { text = '', highlighted = {} }
          for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
            if vim.api.nvim_buf_get_name(buffer) == name then
              local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
              state = { text = table.concat(lines, '\\n'), highlighted = {}, window = vim.fn.bufwinid(buffer), options = vim.bo[buffer].filetype .. ' ' .. tostring(vim.bo[buffer].modifiable) }
              for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, vim.api.nvim_create_namespace('paas_preview'), 0, -1, { details = true })) do
                for row = mark[2] + 1, mark[4].end_row do table.insert(state.highlighted, vim.trim(lines[row])) end
              end
            end
          end
          return state
        end)(...)`,
        name,
      );
    const source = () => state(path.join(folder, mail));
    const preview = () => state(uriOf(mail));
    const whole = () => state(uriOf('good/shop/__init__.py'));
    const shows = (what, of, pattern) => neovim.waitFor(what, async () => pattern.test((await of()).text));
    const highlights = (what, of, word) => neovim.waitFor(what, async () => (await of()).highlighted.some((line) => line.includes(word)));
    const winbar = (window) => neovim.lua('vim.api.nvim_eval_statusline(vim.wo[...].winbar, { winid = ..., use_winbar = true }).str', window);
    const focus = async (of) => neovim.lua('vim.api.nvim_set_current_win(...)', (await of()).window);
    let hangs = false; // as it does at a question that nobody answers
    const check = (name, run) =>
      all.test(name, limit, async () => {
        assert.ok(!hangs, 'Neovim hangs since the check before');
        const timer = setTimeout(() => (hangs = true), limit.timeout - 1000);
        try {
          await run();
        } catch (error) {
          error.message += `\nthe screen:\n${neovim.screen.text()}\nits messages: ${await neovim.lua('table.concat(_G.told, "; ")')}`;
          throw error;
        } finally {
          clearTimeout(timer);
        }
      });

    try {
      await check('it opens beside the code, which keeps the cursor', async () => {
        await neovim.open(mail);
        await neovim.waitFor('the server', () => neovim.lua('#vim.lsp.get_clients({ name = "paas", bufnr = 0 }) == 1'));
        await neovim.waitFor('the app', async () => {
          await neovim.command('PaasPreview');
          await new Promise((later) => setTimeout(later, 300));
          return (await preview()).text !== '';
        });
        const { text, options, window } = await preview();
        assert.match(text, /ses:SendEmail/);
        assert.equal(options, 'yaml false');
        assert.ok((await neovim.lua('vim.api.nvim_buf_get_name(0)')).endsWith(mail));
        assert.match(await winbar(window), /shop\/tasks\/mail · \d+ resources/);
      });

      await check('it follows the typing', async () => {
        await neovim.cursorAt('ses:SendEmai|l\n');
        await neovim.type('o<C-u>  timeout: 77');
        await shows('the time limit', preview, /Timeout: 77\b/);
        await neovim.type('<BS>');
        await shows('the one of the last key', preview, /Timeout: 7$/m);
        await highlights('what the line makes', preview, 'Timeout: 7');
        await neovim.type('<Esc>');
      });

      await check('what the line under the cursor makes is highlighted', async () => {
        await neovim.cursorAt('- ses:Send|Email');
        await neovim.type('l');
        await highlights('the permission', preview, 'ses:SendEmail');
        assert.ok(!(await preview()).highlighted.includes('Timeout: 7'));
        await picture('neovim-preview');
      });

      await check('what does not fit into the window does not move it', async () => {
        const { window } = await preview();
        const top = () => neovim.lua('vim.api.nvim_win_call(..., function() return vim.fn.line("w0") end)', window);
        const before = await top();
        assert.ok(before > 1);
        await neovim.cursorAt('in|fra:');
        await neovim.type('l');
        await neovim.waitFor('all of it', async () => (await preview()).highlighted.length > 30);
        assert.equal(await top(), before);
        await neovim.cursorAt('- ses:Send|Email');
        await neovim.type('l');
      });

      await check('the line that made what is under the cursor is highlighted, and the cursor there does not move', async () => {
        const { window } = await source();
        const before = await neovim.lua('vim.api.nvim_win_get_cursor(...)', window);
        await focus(preview);
        await neovim.cursorAt('Time|out: 7');
        await neovim.type('l');
        await neovim.waitFor('the line', async () => (await source()).highlighted.join() === 'timeout: 7');
        await new Promise((later) => setTimeout(later, 300));
        assert.deepEqual((await source()).highlighted, ['timeout: 7'], 'it stays');
        assert.deepEqual((await preview()).highlighted, [], 'nothing comes back');
        assert.deepEqual(await neovim.lua('vim.api.nvim_win_get_cursor(...)', window), before);
      });

      await check('it has an outline', async () => {
        await neovim.type('gO');
        const rows = await neovim.waitFor('the list', async () => {
          const list = await neovim.lua('vim.tbl_map(function(one) return one.text end, vim.fn.getloclist(0))');
          return list.length > 0 && list;
        });
        assert.ok(rows.some((row) => /Mail/.test(row)), rows.join());
        await neovim.command('lclose');
      });

      await check('a key says what it is', async () => {
        await focus(preview);
        await neovim.cursorAt('ses:Send|Email');
        await neovim.type('K');
        await neovim.waitFor('the window', () => neovim.lua(`#vim.tbl_filter(function(window) return vim.api.nvim_win_get_config(window).relative ~= '' end, vim.api.nvim_list_wins()) == 1`));
        await neovim.type('l');
      });

      for (const key of ['gd', '<CR>']) {
        await check(`${key} goes to the line that made it, in the window of the code`, async () => {
          await focus(preview);
          await neovim.cursorAt('ses:Send|Email');
          await neovim.type(key);
          await neovim.waitFor('the code', async () => (await neovim.lua('vim.api.nvim_buf_get_name(0)')).endsWith(mail));
          assert.equal((await neovim.lua('vim.api.nvim_get_current_line()')).trim(), '- ses:SendEmail');
          assert.equal((await source()).window, await neovim.lua('vim.api.nvim_get_current_win()'));
        });
      }

      await check('while the source is broken it stays, says so, and leads to the place', async () => {
        await neovim.cursorAt('ses:SendEmai|l\n');
        await neovim.type('o<C-u>  tags: [<Esc>');
        const { window } = await preview();
        await neovim.waitFor('stale', async () => /stale: \S/.test(await winbar(window)));
        assert.match((await preview()).text, /ses:SendEmail/);
        await picture('neovim-preview-stale');
        await focus(preview);
        await neovim.type('gg<CR>');
        await neovim.waitFor('the code', async () => (await neovim.lua('vim.api.nvim_buf_get_name(0)')).endsWith(mail));
        assert.ok((await neovim.lua('vim.api.nvim_win_get_cursor(0)'))[0] < 15, 'in the fragment');
      });

      await check('it is fresh again when the source is mended', async () => {
        await neovim.command('edit!');
        const { window } = await preview();
        await neovim.waitFor('the size', async () => /mail · \d+ resources/.test(await winbar(window)));
        await neovim.cursorAt('ses:SendEmai|l\n');
        await neovim.type('o<C-u>  timeout: 78<Esc>');
        await shows('the time limit', preview, /Timeout: 78\b/);
      });

      await check('the whole app has one, too, and it does not move when lines come above', async () => {
        const basket = path.join(folder, 'good/shop/api/basket/index.py');
        await neovim.command(`hide edit ${basket}`);
        await neovim.waitFor('the server', () => neovim.lua('#vim.lsp.get_clients({ name = "paas", bufnr = 0 }) == 1'));
        await neovim.command(`hide edit ${mail}`);
        await neovim.command('PaasPreview app');
        await shows('the app', whole, /ses:SendEmail/);
        await neovim.cursorAt('- ses:Send|Email');
        await neovim.type('l');
        await highlights('the permission', whole, 'ses:SendEmail');
        const { window } = await whole();
        const top = () => neovim.lua('vim.api.nvim_win_call(..., function() return { vim.fn.line("w0"), vim.fn.getline("w0") } end)', window);
        const before = await top();
        await neovim.lua(`return (function(name)
          vim.api.nvim_buf_set_lines(vim.fn.bufnr(name), 10, 10, false, { '  - s3:GetObject', '  - s3:PutObject' })
        end)(...)`, basket);
        await shows('the change', whole, /s3:PutObject/);
        const now = await top();
        assert.ok(now[0] > before[0]);
        assert.equal(now[1], before[1]);
        await highlights('the permission', whole, 'ses:SendEmail');
      });

      await check(':PaasPreviewDiff shows what saving changes, and so does the lens of the file', async () => {
        await neovim.lua('vim.lsp.codelens.refresh({ bufnr = 0 })');
        const lens = await neovim.waitFor('the lens', () => neovim.lua(`return (function()
          for _, lens in ipairs(vim.lsp.codelens.get(0)) do
            if lens.command and lens.command.command == 'paas-lsp.showDifference' then
              vim.lsp.commands[lens.command.command](lens.command, {})
              return true
            end
          end
        end)()`));
        assert.ok(lens);
        const windows = () => neovim.lua('#vim.tbl_filter(function(window) return vim.wo[window].diff end, vim.api.nvim_tabpage_list_wins(0))');
        await neovim.waitFor('two windows', async () => (await windows()) === 2);
        await neovim.command('tabclose');
        assert.equal(await windows(), 0);
        await neovim.command('PaasPreviewDiff');
        await neovim.waitFor('two windows', async () => (await windows()) === 2);
        const saved = await state(uriOf(mail, '?saved'));
        assert.match(saved.text, /ses:SendEmail/);
        assert.doesNotMatch(saved.text, /Timeout: 78/);
        await neovim.waitFor('the difference', () => /Timeout: 78/.test(neovim.screen.text()));
        await picture('neovim-preview-difference');
        await neovim.command('tabclose');
        await neovim.waitFor('the message', () => server.said().includes(`"${uriOf(mail, '?saved')}"`) && /closePreview[^}]*\?saved|\?saved[^}]*\}[^}]*closePreview/.test(server.said()));
      });

      await check('it is asked for again when the server is another', async () => {
        await neovim.command('PaasRestart');
        await neovim.waitFor('the server', () => neovim.lua('#vim.lsp.get_clients({ name = "paas", bufnr = 0 }) == 1'));
        await neovim.cursorAt('timeout: 7|8');
        await neovim.type('a9<Esc>');
        await shows('the change', preview, /Timeout: 789\b/);
        await shows('the change in the app', whole, /Timeout: 789\b/);
      });

      await check('a buffer that is wiped is closed', async () => {
        const closings = () => server.said().split('"paas/closePreview"').length - 1;
        const before = closings();
        await focus(preview);
        await neovim.command('close');
        await neovim.waitFor('the message', () => closings() === before + 1);
        await focus(whole);
        await neovim.type('q');
        await neovim.waitFor('the message', () => closings() === before + 2);
        assert.equal(await neovim.lua('vim.fn.exists("#paas_preview")'), 0);
      });

      await check('a file of no app has none', async () => {
        fs.writeFileSync(path.join(folder, 'alone.py'), '"""\nA text\n"""\n');
        await neovim.command('edit! alone.py');
        await neovim.waitFor('the server', () => neovim.lua('#vim.lsp.get_clients({ name = "paas", bufnr = 0 }) == 1'));
        await neovim.command('PaasPreview');
        await neovim.waitFor('the message', () => neovim.lua('vim.tbl_contains(_G.told, "paas: this file is part of no app")'));
      });
    } finally {
      await neovim.end();
      fs.rmSync(home, { recursive: true, force: true });
    }
  });
}
