-- The keys of a preview: to the line that made what is under the cursor, what it is, an outline.
local ask = require('paas.ask')

local M = {}

local function here()
  local preview = require('paas.preview').of(vim.api.nvim_get_current_buf())
  local client = preview and require('paas.preview').client_of(preview)
  if client == nil then
    vim.notify('paas: the server does not run', vim.log.levels.WARN)
    return
  end
  local position = vim.lsp.util.make_position_params(0, client.offset_encoding).position
  return preview, client, { textDocument = { uri = preview.uri }, position = position }
end

-- The window that shows the file, else one that shows no preview, else a new one.
local function window_for(uri)
  local other
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    local buffer = vim.api.nvim_win_get_buf(window)
    if vim.uri_from_bufnr(buffer) == uri then
      return window
    elseif vim.bo[buffer].buftype == '' then
      other = other or window
    end
  end
  return other or vim.api.nvim_open_win(vim.uri_to_bufnr(uri), false, { split = 'left', win = 0 })
end

local function go_to(location, client)
  vim.api.nvim_set_current_win(window_for(location.uri))
  vim.lsp.util.show_document(location, client.offset_encoding, { focus = true })
end

-- To the line of the source. What no line made, such as the lines at the top, leads to the mistake while there is one.
local function source()
  local preview, client, question = here()
  if not preview then
    return
  end
  ask('paas/previewSource', question, function(location)
    location = location or (preview.stale and preview.stale.location)
    if location then
      go_to(location, client)
    else
      vim.notify('paas: no line of the source made this', vim.log.levels.INFO)
    end
  end, client)
end

local function hover()
  local preview, client, question = here()
  if not preview then
    return
  end
  ask('textDocument/hover', question, function(answer)
    if answer then
      local lines = vim.lsp.util.convert_input_to_markdown_lines(answer.contents)
      vim.lsp.util.open_floating_preview(lines, 'markdown', { focus_id = 'paas_preview' })
    end
  end, client)
end

local function outline()
  local preview, client, question = here()
  if not preview then
    return
  end
  local window, buffer = vim.api.nvim_get_current_win(), vim.api.nvim_get_current_buf()
  ask('textDocument/documentSymbol', { textDocument = question.textDocument }, function(symbols)
    local items = vim.lsp.util.symbols_to_items(symbols or {}, buffer, client.offset_encoding)
    vim.fn.setloclist(window, {}, ' ', { title = 'Outline of ' .. preview.title, items = items })
    vim.cmd.lopen()
  end, client)
end

function M.map(buffer)
  local function key(keys, run, what)
    vim.keymap.set('n', keys, run, { buffer = buffer, desc = what })
  end
  key('gd', source, 'To the line of the source')
  key('<CR>', source, 'To the line of the source')
  key('K', hover, 'What it is')
  key('gO', outline, 'Outline')
  key('q', '<cmd>close<cr>', 'Close the preview')
end

return M
