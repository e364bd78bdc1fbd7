-- :checkhealth paas
local M = {}

local function check_neovim()
  if vim.fn.has('nvim-0.11') == 1 then
    vim.health.ok('Neovim ' .. tostring(vim.version()) .. ': vim.lsp.enable starts the server')
  elseif vim.fn.has('nvim-0.10') == 1 then
    vim.health.ok('Neovim ' .. tostring(vim.version()) .. ': vim.lsp.start starts the server')
  else
    vim.health.error('Neovim 0.10 or later is needed')
  end
end

local function check_server()
  local paas = require('paas')
  local program = paas.command()[1]
  local found = vim.fn.exepath(program)
  if found == '' then
    vim.health.error('there is no program ' .. program, {
      'Build it with `make build`, and put build/release on the PATH',
      "or say where it is: vim.g.paas = { cmd = { '/path/to/paas-lsp', '--stdio' } }",
    })
    return
  end
  local result = vim.system({ found, '--version' }, { text = true }):wait(5000)
  if result.code == 0 then
    vim.health.ok(found .. ': ' .. vim.trim(result.stdout))
  else
    vim.health.error(found .. ' does not run: ' .. vim.trim(result.stderr or ''))
  end
  if not paas.is_enabled() then
    vim.health.info('vim.g.paas.enabled is false: the plugin starts nothing by itself')
  end
  local clients = vim.lsp.get_clients({ name = 'paas' })
  if #clients == 0 then
    vim.health.info('no server runs; opening a Python file starts it')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    vim.health.ok(('server %d runs in %s for %d buffers'):format(client.id, client.config.root_dir or 'no folder', buffers))
  end
end

local function check_colours()
  for _, language in ipairs({ 'python', 'yaml' }) do
    if pcall(vim.treesitter.language.inspect, language) then
      vim.health.ok('tree-sitter parser for ' .. language)
    else
      vim.health.info('no tree-sitter parser for ' .. language .. ': fragments are not coloured as YAML')
    end
  end
end

function M.check()
  vim.health.start('paas')
  check_neovim()
  check_server()
  check_colours()
end

return M
