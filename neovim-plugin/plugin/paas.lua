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
