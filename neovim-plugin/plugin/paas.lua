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

command('PaasNewApp', function(call)
  require('paas.new_handler').app(call.args)
end, { nargs = '?', complete = 'dir', desc = 'Begin an app: its folder' })

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

command('PaasMatch', function(call)
  require('paas.events').match(call.args)
end, { nargs = '?', complete = 'file', desc = 'Say which handlers an event starts: a sample, a file, or the buffer' })

-- The commands of lenses and hints.
for name, run in pairs({
  showDifference = function(lens)
    require('paas.preview').difference(lens.arguments[1])
  end,
  openPreview = function()
    require('paas.preview').open(false)
  end,
  goToDefinition = function(lens)
    require('paas.events').go_to_definition(lens)
  end,
  showReferences = function(lens)
    require('paas.events').show_references(lens)
  end,
  showSampleEvents = function(lens)
    require('paas.events').show_samples(lens.arguments[1])
  end,
}) do
  vim.lsp.commands['paas-lsp.' .. name] = run
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
