-- What the plugin does: finds the server and the folder of an app, starts again a server that died, runs the commands.
local M = {}

M.filetypes = { 'python', 'sh', 'yaml' }

-- Of shell and YAML files only these are part of an app.
local settings_files = { ['setenv.sh'] = true, ['metadata.yaml'] = true, ['paas.yaml'] = true }

local function options()
  return vim.g.paas or {}
end

--- The program of the server and its arguments: `vim.g.paas.cmd`, or paas-lsp on the PATH.
function M.command()
  return options().cmd or { 'paas-lsp', '--stdio' }
end

--- What the server is told at its start: whether a `paas.yaml` may name files outside of its repository.
function M.init_options()
  return { trusted = options().trusted == true }
end

function M.is_enabled()
  return options().enabled ~= false
end

--- Whether the server is told about a buffer.
function M.is_for(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  if vim.bo[buffer].buftype ~= '' or name == '' or name:match('^%w+://') then
    return false
  end
  return vim.bo[buffer].filetype == 'python' or settings_files[vim.fs.basename(name)] == true
end

--- The folder that is the workspace of a buffer's file: its repository, or the app's own; nil for a file on its own.
function M.root(buffer)
  return vim.fs.root(buffer, '.git') or vim.fs.root(buffer, { 'paas.yaml', 'setenv.sh', 'metadata.yaml' })
end

--- What the server is told besides Neovim's own capabilities: previews are followed, and these commands are run.
M.capabilities = {
  experimental = {
    paasPreview = true,
    commands = {
      'paas-lsp.goToDefinition',
      'paas-lsp.openPreview',
      'paas-lsp.showReferences',
      'paas-lsp.showSampleEvents',
    },
  },
}

--- For `on_init` of the client.
function M.on_init(client)
  require('paas.typing').on_init(client)
end

--- When a client is attached to a buffer.
function M.attached(client_id, buffer)
  local client = vim.lsp.get_client_by_id(client_id)
  if client == nil or client.name ~= 'paas' then
    return
  end
  local typing = require('paas.typing')
  if options().indent ~= false then
    typing.set_indent(buffer)
  end
  if options().autocomplete == true then
    typing.autocomplete(client_id, buffer)
  end
end

--- The configuration for `vim.lsp.start`, which is how Neovim 0.10 starts a server.
function M.config(buffer)
  local capabilities = vim.tbl_deep_extend('force', vim.lsp.protocol.make_client_capabilities(), M.capabilities)
  return {
    name = 'paas',
    cmd = M.command(),
    root_dir = M.root(buffer),
    init_options = M.init_options(),
    on_init = M.on_init,
    on_exit = M.on_exit,
    capabilities = capabilities,
  }
end

--- Starts the server for a buffer, or attaches the one that runs.
function M.start(buffer)
  if not M.is_for(buffer) then
    return
  end
  if vim.fn.executable(M.command()[1]) == 0 then
    vim.notify_once('paas: there is no program ' .. M.command()[1] .. '; see :help paas-server', vim.log.levels.WARN)
    return
  end
  vim.lsp.start(M.config(buffer), { bufnr = buffer })
end

-- A server that dies is started again, but not for ever: at most so many times in so many seconds.
local most_restarts, within_seconds = 4, 180
local deaths = {}

--- For `on_exit` of the client: the end that Neovim asked for is code 0, or the signal that it sends.
function M.on_exit(code, signal, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  if vim.v.exiting ~= vim.NIL or client == nil or (code == 0 and (signal == 0 or signal == 15)) then
    return
  end
  local config, buffers = client.config, vim.tbl_keys(client.attached_buffers)
  local now = vim.uv.now() / 1000
  deaths = vim.tbl_filter(function(then_)
    return now - then_ < within_seconds
  end, deaths)
  table.insert(deaths, now)
  if #deaths > most_restarts then
    vim.schedule(function()
      vim.notify('paas: the server died again and again and stays off; see :PaasLog, then :PaasRestart', vim.log.levels.ERROR)
    end)
    return
  end
  M.reattach(config, buffers)
end

--- Starts the server anew for these buffers, once Neovim has let go of the client before.
function M.reattach(config, buffers)
  vim.defer_fn(function()
    for _, buffer in ipairs(buffers) do
      if vim.api.nvim_buf_is_loaded(buffer) then
        vim.lsp.start(config, { bufnr = buffer })
      end
    end
  end, 100)
end

--- The client of a buffer, else any.
function M.client_of(buffer)
  return vim.lsp.get_clients({ name = 'paas', bufnr = buffer })[1] or vim.lsp.get_clients({ name = 'paas' })[1]
end

--- :PaasRestart
function M.restart()
  deaths = {}
  for _, client in ipairs(vim.lsp.get_clients({ name = 'paas' })) do
    vim.lsp.stop_client(client.id)
  end
  local function is_gone()
    return #vim.lsp.get_clients({ name = 'paas', _uninitialized = true }) == 0
  end
  if not vim.wait(2000, is_gone, 20) then
    vim.lsp.stop_client(vim.lsp.get_clients({ name = 'paas' }), true)
    vim.wait(1000, is_gone, 20)
  end
  if vim.fn.has('nvim-0.11') == 1 then
    vim.lsp.enable('paas')
    return
  end
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(M.filetypes, vim.bo[buffer].filetype) then
      M.start(buffer)
    end
  end
end

--- :PaasLog
function M.log()
  vim.cmd.tabedit(vim.fn.fnameescape(vim.lsp.get_log_path()))
  vim.cmd.normal({ 'G', bang = true })
end

local function show_explanation(code)
  local command = M.command()
  local result = vim.system({ command[1], '--explain', code }, { text = true }):wait(10000)
  if result.code ~= 0 then
    vim.notify('paas: ' .. vim.trim(result.stderr or ''), vim.log.levels.ERROR)
    return
  end
  require('paas.events').page(code, result.stdout)
  vim.b.paas_explanation = code
end

-- The codes of our diagnostics under the cursor, else on its line, else in the buffer; each once.
local function codes_at_cursor()
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local all = vim.tbl_filter(function(one)
    return one.source == 'paas-lsp'
  end, vim.diagnostic.get(0))
  local on_line = vim.tbl_filter(function(one)
    return one.lnum <= row - 1 and row - 1 <= (one.end_lnum or one.lnum)
  end, all)
  local under = vim.tbl_filter(function(one)
    return one.lnum == row - 1 and one.col <= column and column <= (one.end_col or one.col)
  end, on_line)
  local codes = {}
  for _, one in ipairs(#under > 0 and under or #on_line > 0 and on_line or all) do
    if one.code and not vim.tbl_contains(codes, one.code) then
      table.insert(codes, one.code)
    end
  end
  return codes
end

--- :PaasExplain [CODE]
function M.explain(code)
  if code ~= '' then
    return show_explanation(code)
  end
  local codes = codes_at_cursor()
  if #codes == 0 then
    vim.notify('paas: no diagnostic in this buffer', vim.log.levels.INFO)
  elseif #codes == 1 then
    show_explanation(codes[1])
  else
    vim.ui.select(codes, { prompt = 'Explain' }, function(chosen)
      if chosen then
        show_explanation(chosen)
      end
    end)
  end
end

--- The codes that begin with these letters, for the command line.
function M.complete_code(letters)
  local result = vim.system({ M.command()[1], '--rules' }, { text = true }):wait(5000)
  local codes = {}
  for code in (result.stdout or ''):gmatch('[^\n]+') do
    code = code:match('^%S+')
    if code and vim.startswith(code, letters) then
      table.insert(codes, code)
    end
  end
  return codes
end

return M
