-- :PaasNewHandler: asks for the kind and the path of a handler; the server says what stands in the files.
local M = {}

local function ask(parameters, go_on)
  local client = require('paas').client_of(0)
  if client == nil then
    vim.notify('paas: no server runs; open a file of an app first', vim.log.levels.WARN)
    return
  end
  -- Neovim 0.10 has no `client:request`.
  local request = vim.fn.has('nvim-0.11') == 1 and function(...)
    return client:request(...)
  end or client.request
  request('paas/newHandler', parameters, function(failure, result)
    if failure then
      vim.notify('paas: ' .. failure.message, vim.log.levels.ERROR)
    else
      go_on(result, client)
    end
  end, 0)
end

local function make(uri, kind, path)
  ask({ uri = uri, kind = kind, path = path }, function(made, client)
    vim.lsp.util.apply_workspace_edit(made.edit, client.offset_encoding)
    vim.cmd.edit(vim.fn.fnameescape(vim.uri_to_fname(made.open)))
  end)
end

local function ask_path(uri, kind, folder)
  vim.ui.input({ prompt = 'Its folder, such as tasks/mail: ', default = folder }, function(path)
    if path and vim.trim(path) ~= '' then
      make(uri, kind, vim.trim(path))
    end
  end)
end

--- The kind and the path; what is missing is asked for.
function M.run(words)
  local name = vim.api.nvim_buf_get_name(0)
  local uri = vim.uri_from_fname(name ~= '' and name or vim.fn.getcwd())
  local kind, path = words[1], words[2]
  if kind and path then
    make(uri, kind, path)
    return
  end
  ask({ uri = uri }, function(choices)
    if kind then
      ask_path(uri, kind, choices.folder)
      return
    end
    vim.ui.select(choices.kinds, {
      prompt = 'New handler in ' .. choices.app,
      format_item = function(one)
        return one.label
      end,
    }, function(chosen)
      if chosen then
        ask_path(uri, chosen.label, choices.folder)
      end
    end)
  end)
end

return M
