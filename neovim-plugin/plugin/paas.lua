-- Starts the server for the files of apps, and makes the commands. `vim.g.paas = { enabled = false }` leaves the
-- starting to `vim.lsp.enable('paas')` in your own configuration.
if vim.g.loaded_paas or vim.fn.has('nvim-0.10') == 0 then
  return
end
vim.g.loaded_paas = true

local function command(name, run, options)
  vim.api.nvim_create_user_command(name, run, options)
end

command('PaasRestart', function()
  require('paas').restart()
end, { desc = 'Restart the server' })

command('PaasLog', function()
  require('paas').log()
end, { desc = 'Show the log of Neovim and its servers' })

command('PaasExplain', function(call)
  require('paas').explain(call.args)
end, {
  nargs = '?',
  complete = function(letters)
    return require('paas').complete_code(letters)
  end,
  desc = 'Explain the diagnostic under the cursor, or a code',
})

command('PaasNewHandler', function(call)
  require('paas.new_handler').run(call.fargs)
end, { nargs = '*', desc = 'Make a handler: its type and its path' })

command('PaasPreview', function(call)
  if call.args ~= '' and call.args ~= 'app' and call.args ~= 'handler' then
    vim.notify('paas: a preview is of `app` or of `handler`', vim.log.levels.ERROR)
    return
  end
  require('paas.preview').open(call.args == 'app')
end, {
  nargs = '?',
  complete = function(letters)
    return vim.tbl_filter(function(word)
      return vim.startswith(word, letters)
    end, { 'app', 'handler' })
  end,
  desc = 'Show what the handler becomes, or the whole app',
})

command('PaasPreviewDiff', function()
  require('paas.preview').difference()
end, { desc = 'Show what saving changes in what the handler becomes' })

vim.lsp.handlers['paas/previewChanged'] = function(_, change, context)
  require('paas.preview').changed(change, context.client_id)
end

-- The command of a code lens.
vim.lsp.commands['paas-lsp.showDifference'] = function(lens)
  require('paas.preview').difference(lens.arguments[1])
end

vim.api.nvim_create_autocmd('LspAttach', {
  group = vim.api.nvim_create_augroup('paas-typing', {}),
  callback = function(event)
    require('paas').attached(event.data.client_id, event.buf)
  end,
})

if not require('paas').is_enabled() then
  return
end
if vim.fn.has('nvim-0.11') == 1 then
  vim.lsp.enable('paas')
else
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('paas', {}),
    pattern = require('paas').filetypes,
    callback = function(event)
      require('paas').start(event.buf)
    end,
  })
end
