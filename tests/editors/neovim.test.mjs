// The plugin in a real Neovim, 0.11 and 0.10: what a person types and sees. One session each, every check goes on where
// the one before ended. With SCREENSHOTS set to a folder, pictures of 0.11 are written there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { copyOfExamples, parentOf, processesOf } from './help.mjs';
import { Neovim } from './neovim.mjs';
import { editors, plugin, server } from './places.mjs';

const limit = { timeout: 40_000 };
const mail = 'good/shop/tasks/mail/index.py';
const broken = 'faulty/shop/tasks/orders/index.py';
const programs = { 0.11: path.join(editors, 'neovim-0.11/bin/nvim'), '0.10': path.join(editors, 'debian-13/nvim') };

test('the index of the help file is that of its text', limit, () => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'paas-lsp-help-'));
  fs.copyFileSync(path.join(plugin, 'doc/paas.txt'), path.join(copy, 'paas.txt'));
  const made = spawnSync(programs[0.11], ['--headless', '--clean', '-c', `helptags ${copy}`, '-c', 'quit']);
  assert.equal(made.status, 0);
  const [fresh, committed] = [copy, path.join(plugin, 'doc')].map((folder) => fs.readFileSync(path.join(folder, 'tags'), 'utf8'));
  fs.rmSync(copy, { recursive: true });
  assert.equal(committed, fresh);
});

for (const [version, program] of Object.entries(programs)) {
  test(`Neovim ${version}`, { timeout: 300_000, skip: !fs.existsSync(program) && 'it is not installed' }, async (all) => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'paas-lsp-neovim-'));
    const folder = copyOfExamples(home);
    const hasColours = version === '0.11'; // the parser of Python is too new for 0.10
    const read = (file) => fs.readFileSync(path.join(folder, file), 'utf8');
    // Messages are kept, not shown: a long one would wait for a key.
    let lua = '_G.told = {}\nvim.notify = function(text) table.insert(_G.told, text) end\n';
    lua += 'vim.opt.completeopt = "menuone,noinsert"\nvim.opt.shortmess:append("I")\n';
    // As the help says: only so does Neovim 0.11 take suggestions as what they are, more than words.
    if (version === '0.11') lua += 'vim.api.nvim_create_autocmd("LspAttach", { callback = function(event) vim.lsp.completion.enable(true, event.data.client_id, event.buf, { autotrigger = true }) end })\n';
    if (hasColours) lua += `vim.opt.runtimepath:append("${path.join(editors, 'parsers')}")\nvim.api.nvim_create_autocmd("FileType", { pattern = "python", callback = function() vim.treesitter.start() end })`;
    const neovim = await Neovim.start({ program, folder, path: path.dirname(server), lua });
    const picture = async (name) => {
      if (process.env.SCREENSHOTS && version === '0.11') await neovim.screen.picture(path.join(process.env.SCREENSHOTS, `${name}.png`));
    };
    const serverProcess = () => processesOf((command, id) => command[0]?.endsWith('paas-lsp') && parentOf(id) === neovim.process.pid)[0];
    const menu = async () => {
      await neovim.waitFor('the menu', () => neovim.lua('vim.fn.pumvisible() == 1'));
      return neovim.lua('vim.tbl_map(function(one) return one.word end, vim.fn.complete_info({ "items" }).items)');
    };
    let hangs = false; // as it does at a question that nobody answers
    // Takes the first row of the menu that fits, whichever is selected.
    const choose = async (fits) => {
      const rows = await menu();
      const row = rows.findIndex(fits);
      assert.ok(row >= 0, rows.join(', '));
      await neovim.client.request('nvim_select_popupmenu_item', [row, false, false, {}]);
      await neovim.type('<C-y>');
    };
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
      await check(`the version is ${version}`, async () => {
        assert.equal(await neovim.lua('vim.version().major .. "." .. vim.version().minor'), version);
      });

      await check('a mistake is under its words, with what to do', async () => {
        await neovim.open(broken);
        const found = await neovim.waitFor('the diagnostics', async () => {
          const some = await neovim.diagnostics();
          return some.length >= 3 && some;
        });
        const key = found.find((one) => one.code === 'unknown-key');
        assert.equal(key.message, 'unknown key `timeuot`; did you mean `timeout`?');
        assert.deepEqual([key.line, key.column, key.severity, key.source], [9, 2, 1, 'paas-lsp']);
        await neovim.cursorAt('time|uot');
        await picture('neovim-diagnostics');
      });

      if (hasColours) {
        await check('the fragment is coloured as YAML, and nothing else is', async () => {
          const captures = async (marked) => {
            await neovim.cursorAt(marked);
            return neovim.lua(`vim.tbl_map(function(one) return one.lang .. ' ' .. one.capture end, vim.inspect_pos().treesitter)`);
          };
          assert.ok((await captures('ev|ent:')).includes('yaml property'));
          assert.ok(!(await captures('imp|ort os')).some((one) => one.startsWith('yaml')));
          await neovim.command('edit good/shop/text.py');
          assert.ok(!(await captures('A te|xt')).some((one) => one.startsWith('yaml')));
          await neovim.open(broken);
        });
      }

      await check('a fix is applied', async () => {
        await neovim.cursorAt('time|uot');
        await neovim.lua(`vim.lsp.buf.code_action({ apply = true, filter = function(one) return one.title:find('timeout') ~= nil end })`);
        await neovim.waitFor('the fix in the text', async () => /\n {2}timeout: 60\n/.test(await neovim.text()));
        await neovim.waitFor('no diagnostic about it', async () => !(await neovim.diagnostics()).some((one) => one.code === 'unknown-key'));
        await neovim.command('write');
      });

      await check('a key is completed', async () => {
        await neovim.open(mail);
        await neovim.waitFor('the server', () => neovim.lua('#vim.lsp.get_clients({ name = "paas", bufnr = 0 }) == 1'));
        await neovim.cursorAt('ses:SendEmai|l\n');
        await neovim.type('o<C-u>  tim<C-x><C-o>');
        await menu();
        await picture('neovim-completion');
        await choose((row) => row.startsWith('timeout'));
        await neovim.waitFor('the key in the text', async () => /\n {2}- ses:SendEmail\n {2}timeout: \d+\n/.test(await neovim.text()));
        await neovim.type('<Esc><Esc>');
        await neovim.command('edit!');
      });

      await check('a permission is completed', async () => {
        await neovim.cursorAt('ses:SendEmai|l\n');
        await neovim.type('o<C-u>  - s3:GetObj<C-x><C-o>');
        await choose((row) => /^(s3:)?GetObject$/.test(row));
        await neovim.waitFor('the permission in the text', async () => /\n {2}- ses:SendEmail\n {2}- s3:GetObject\n/.test(await neovim.text()));
        await neovim.type('<Esc><Esc>');
        await neovim.command('edit!');
      });

      await check('hover explains a key', async () => {
        await neovim.cursorAt('\n  ty|pe: worker');
        await neovim.lua('vim.lsp.buf.hover()');
        const text = await neovim.waitFor('the window', () =>
          neovim.lua(`return (function()
            for _, window in ipairs(vim.api.nvim_list_wins()) do
              if vim.api.nvim_win_get_config(window).relative ~= '' then
                return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\\n')
              end
            end
          end)()`),
        );
        assert.match(text, /worker/);
        await new Promise((later) => setTimeout(later, 200));
        await picture('neovim-hover');
        await neovim.type('hl');
      });

      await check('the definition of an event is in the root', async () => {
        await neovim.cursorAt('    type: que|ue');
        await neovim.lua('vim.lsp.buf.definition()');
        await neovim.waitFor('the root', async () => (await neovim.lua('vim.api.nvim_buf_get_name(0)')).endsWith('good/shop/__init__.py'));
        assert.equal((await neovim.lua('vim.api.nvim_get_current_line()')).trim(), 'queue:');
        await neovim.type('<C-o>');
      });

      await check('a name is changed in the code and in the environment', async () => {
        await neovim.open(mail);
        await neovim.cursorAt('STRIPE|_KEY');
        await neovim.lua('vim.lsp.buf.rename("PAYMENT_KEY")');
        await neovim.waitFor('the new name', async () => (await neovim.text()).includes('os.environ["PAYMENT_KEY"]'));
        await neovim.command('wall');
        assert.ok(read(mail).includes('os.environ["PAYMENT_KEY"]'));
        assert.ok(read('good/setenv.sh').includes('export PAYMENT_KEY=sk_test'));
      });

      await check('a server that is killed is started again', async () => {
        const old = await neovim.waitFor('the server', serverProcess);
        process.kill(old, 'SIGKILL');
        await neovim.waitFor('another server', () => serverProcess() !== undefined && serverProcess() !== old);
        await neovim.open(broken);
        await neovim.waitFor('its diagnostics', async () => (await neovim.diagnostics()).some((one) => one.code === 'undefined-reference'));
      });

      await check(':PaasRestart', async () => {
        const old = serverProcess();
        await neovim.command('PaasRestart');
        await neovim.waitFor('another server', () => serverProcess() !== undefined && serverProcess() !== old);
        await neovim.waitFor('its diagnostics', async () => (await neovim.diagnostics()).length > 0);
      });

      await check(':PaasExplain', async () => {
        await neovim.cursorAt('type: ta|ble');
        await neovim.command('PaasExplain');
        assert.match(await neovim.text(), /^# undefined-reference\n/);
        await neovim.type('q');
        assert.deepEqual(await neovim.lua('vim.fn.getcompletion("PaasExplain invalid-r", "cmdline")'), ['invalid-rate']);
      });

      await check('one line above a handler says what it is, and its parts can be run', async () => {
        await neovim.command(`edit ${path.join(folder, 'good/shop/tasks/orders/index.py')}`);
        const lenses = () => neovim.lua('vim.tbl_map(function(one) return one.command and one.command.title end, vim.lsp.codelens.get(0))');
        await neovim.waitFor('the lenses', async () => {
          await neovim.lua('vim.lsp.codelens.refresh({ bufnr = 0 })');
          return (await lenses()).length === 3;
        });
        assert.deepEqual((await lenses()).sort(), ['on table', 'starts on 1 of 9 sample events', 'worker TasksOrders · 10 resources']);
        const run = (name, position = '{}') => neovim.lua(`vim.lsp.commands["paas-lsp.${name}"]({ arguments = { vim.uri_from_bufnr(0), ${position} } })`);
        await run('showSampleEvents');
        await neovim.waitFor('the page', async () => /table-modify/.test(await neovim.lua('table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\\n")')));
        await neovim.type('q');
        await run('goToDefinition', '{ line = 4, character = 10 }');
        await neovim.waitFor('the root', async () => /__init__\.py$/.test(await neovim.lua('vim.api.nvim_buf_get_name(0)')));
      });

      await check(':PaasMatch', async () => {
        await neovim.command('PaasMatch table-insert');
        const list = await neovim.waitFor('the list', async () => {
          const { title, items } = await neovim.lua('vim.fn.getqflist({ title = 1, items = 1 })');
          return /with a pattern start/.test(title) && items.map(({ text }) => text);
        });
        assert.ok(list.some((text) => /detail\.eventName` is `"INSERT"`/.test(text)), list.join('\n'));
        await neovim.command('cclose');
        await neovim.open(broken);
      });

      await check(':PaasNewHandler', async () => {
        await neovim.command('PaasNewHandler timer tasks/weekly');
        await neovim.waitFor('the file', async () => (await neovim.lua('vim.api.nvim_buf_get_name(0)')).endsWith('tasks/weekly/index.py'));
        assert.match(await neovim.text(), /infra:\n {2}type: timer\n/);
        await neovim.command('wall');
        assert.match(read('faulty/shop/tasks/weekly/test.py'), /handler/);
        await neovim.open(broken);
      });

      await check(':PaasNewApp', async () => {
        await neovim.command('PaasNewApp market');
        await neovim.waitFor('the root', async () => (await neovim.lua('vim.api.nvim_buf_get_name(0)')).endsWith('market/__init__.py'));
        assert.match(await neovim.text(), /^infra: \{\}$/m);
        await neovim.command('PaasNewApp market');
        await neovim.waitFor('the refusal', async () => /is the root of this app already/.test(await neovim.lua('table.concat(_G.told, ";")')));
        await neovim.command('bwipeout!');
        await neovim.open(broken);
      });

      await check(':PaasLog', async () => {
        await neovim.command('PaasLog');
        assert.match(await neovim.lua('vim.api.nvim_buf_get_name(0)'), /lsp\.log$/);
        await neovim.command('tabclose');
      });

      await check(':checkhealth paas', async () => {
        await neovim.command('checkhealth paas');
        const text = await neovim.text();
        assert.match(text, /OK .*paas-lsp: paas-lsp \d/);
        assert.match(text, /OK server \d+ runs in .*shops.* for \d buffers/);
        assert.doesNotMatch(text, /ERROR/);
        await neovim.command('bwipeout!');
      });

      await check(':help paas', async () => {
        await neovim.command('help :PaasRestart');
        assert.match(await neovim.lua('vim.api.nvim_get_current_line()'), /PaasRestart/);
      });
    } finally {
      await neovim.end();
      fs.rmSync(home, { recursive: true, force: true });
    }
  });
}
