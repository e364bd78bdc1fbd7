-- :PaasNewHandler asks for the type and the path of a handler, :PaasNewApp for the folder of an app; the server makes
-- the files.
local M = {}

local ask = require('paas.ask')

local function make(what, argument)
  ask('workspace/executeCommand', { command = 'paas-lsp.server.' .. what, arguments = { argument } }, function(made)
    -- The server answers before Neovim has made the files.
    vim.schedule(function()
      vim.cmd.edit(vim.fn.fnameescape(vim.uri_to_fname(made.uri)))
    end)
  end)
end

local function ask_path(uri, type)
  vim.ui.input({ prompt = 'Its folder, such as tasks/mail: ' }, function(path)
    if path and vim.trim(path) ~= '' then
      make('newHandler', { uri = uri, type = type, path = vim.trim(path) })
    end
  end)
end

--- The type and the path; what is missing is asked for.
function M.run(words)
  local name = vim.api.nvim_buf_get_name(0)
  local uri = vim.uri_from_fname(name ~= '' and name or vim.fn.getcwd())
  local type, path = words[1], words[2]
  if type and path then
    return make('newHandler', { uri = uri, type = type, path = path })
  elseif type then
    return ask_path(uri, type)
  end
  ask('paas/app', { textDocument = { uri = uri } }, function(app)
    if app == nil then
      vim.notify('paas: there is no app here; open a file of one first', vim.log.levels.WARN)
      return
    end
    local function describe(type)
      return type.description == '' and type.name or type.name .. ': ' .. type.description
    end
    vim.ui.select(app.types, { prompt = 'New handler in ' .. app.name, format_item = describe }, function(chosen)
      if chosen then
        ask_path(uri, chosen.name)
      end
    end)
  end)
end

--- The folder of the app, in the current one; asked for where it is missing.
function M.app(folder)
  local uri = vim.uri_from_fname(vim.fn.getcwd())
  if folder ~= '' then
    return make('newApp', { uri = uri, name = folder })
  end
  vim.ui.input({ prompt = 'The folder of the app, such as shop: ' }, function(name)
    if name and vim.trim(name) ~= '' then
      make('newApp', { uri = uri, name = vim.trim(name) })
    end
  end)
end

return M
