-- The configuration of the language server for `vim.lsp.enable('paas')`, Neovim 0.11 and later.
-- `vim.lsp.config('paas', { ... })` changes parts of it.
local paas = require('paas')

return {
  cmd = paas.command(),
  filetypes = paas.filetypes,
  root_dir = function(buffer, go_on)
    if paas.is_for(buffer) then
      go_on(paas.root(buffer))
    end
  end,
  on_init = paas.on_init,
  on_exit = paas.on_exit,
  init_options = paas.init_options(),
  capabilities = paas.capabilities,
}
