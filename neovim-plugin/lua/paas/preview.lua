-- :PaasPreview and :PaasPreviewDiff: what an app becomes, as text in a buffer that follows the typing. The server says
-- the text, and then its changes; the requests are its own (lsp/features/preview.cpp).
local ask = require('paas.ask')

local M = {}

-- By buffer: { uri, client, folder, version, stale, title, summary, asking }. `client` is the id of the one that tells
-- changes, `folder` its folder.
local previews = {}

function M.of(buffer)
  return previews[buffer]
end

local function find(uri)
  for buffer, preview in pairs(previews) do
    if preview.uri == uri then
      return buffer, preview
    end
  end
end

--- The file that a preview is of, and whether it shows what is saved.
local function source_of(uri)
  local path, query = uri:match('^paas%-preview:(.-)%.%w+(%??%w*)$')
  return 'file:' .. path, query == '?saved'
end

local function is_stopped(client)
  if vim.fn.has('nvim-0.11') == 1 then
    return client:is_stopped()
  end
  return client.is_stopped()
end

--- The client that a preview comes from; after a restart the one that has its folder.
function M.client_of(preview)
  local client = vim.lsp.get_client_by_id(preview.client)
  if client and not is_stopped(client) then
    return client
  end
  for _, other in ipairs(vim.lsp.get_clients({ name = 'paas' })) do
    if other.config.root_dir == preview.folder and not is_stopped(other) then
      return other
    end
  end
end

-- Without the line break at the end, as Neovim holds lines.
local function lines_of(text)
  local lines = vim.split(text, '\n')
  if lines[#lines] == '' then
    table.remove(lines)
  end
  return lines
end

local function write(buffer, first, last, text)
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, first, last, false, lines_of(text))
  vim.bo[buffer].modifiable = false
end

-- After its text or its state has changed.
local function refresh(buffer)
  for _, window in ipairs(vim.fn.win_findbuf(buffer)) do
    if vim.wo[window].diff then
      vim.api.nvim_win_call(window, vim.cmd.diffupdate)
    end
  end
  vim.cmd.redrawstatus({ bang = true })
  require('paas.preview_cursor').moved()
end

-- Replaces all of the text, and no window moves.
local function rewrite(buffer, text)
  local views = {}
  for _, window in ipairs(vim.fn.win_findbuf(buffer)) do
    views[window] = vim.api.nvim_win_call(window, vim.fn.winsaveview)
  end
  write(buffer, 0, -1, text)
  for window, view in pairs(views) do
    vim.api.nvim_win_call(window, function()
      vim.fn.winrestview(view)
    end)
  end
end

local function dress(window)
  local options = vim.wo[window][0]
  options.winbar = "%{%v:lua.require'paas.preview'.winbar()%}"
  options.wrap = false
  options.foldmethod = 'indent'
  options.foldlevel = 99
end

local function forget(buffer)
  local preview = previews[buffer]
  previews[buffer] = nil
  local client = preview and M.client_of(preview)
  if client then
    ask('paas/closePreview', { uri = preview.uri }, function() end, client, function() end)
  end
  if next(previews) == nil then
    require('paas.preview_cursor').stop()
  end
end

local function make_buffer(uri)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(buffer, uri)
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].undolevels = -1
  vim.api.nvim_create_autocmd('BufWinEnter', {
    buffer = buffer,
    callback = function()
      dress(vim.api.nvim_get_current_win())
    end,
  })
  vim.api.nvim_create_autocmd('BufWipeout', {
    buffer = buffer,
    callback = function()
      forget(buffer)
    end,
  })
  return buffer
end

-- The buffer of what was answered, with that text.
local function take(answer, client)
  local buffer = find(answer.uri)
  local is_new = buffer == nil
  buffer = buffer or make_buffer(answer.uri)
  previews[buffer] = {
    uri = answer.uri,
    client = client.id,
    folder = client.config.root_dir,
    version = answer.version,
    stale = answer.stale ~= vim.NIL and answer.stale or nil,
    title = answer.title,
    summary = answer.summary,
  }
  if is_new then
    write(buffer, 0, -1, answer.text)
    vim.bo[buffer].filetype = answer.uri:match('%.json') and 'json' or 'yaml'
    require('paas.preview_keys').map(buffer)
    require('paas.preview_cursor').start()
  else
    rewrite(buffer, answer.text)
  end
  refresh(buffer)
  return buffer
end

-- Changes that come before the answer are in the answer.
local function ask_again(buffer)
  local preview = previews[buffer]
  local client = M.client_of(preview)
  if preview.asking or client == nil then
    return
  end
  preview.asking = true
  local source, saved = source_of(preview.uri)
  local format = preview.uri:match('%.(%w+)%??%w*$')
  ask('paas/preview', { textDocument = { uri = source }, format = format, saved = saved }, function(answer)
    preview.asking = false
    if not vim.api.nvim_buf_is_valid(buffer) then
      return
    elseif answer then
      take(answer, client)
    else
      preview.stale = { reason = 'the file is part of no app' }
      refresh(buffer)
    end
  end, client, function()
    preview.asking = false
  end)
end

--- For the notification `paas/previewChanged`: edits are sorted, their lines those of the version before.
function M.changed(change, client_id)
  local buffer, preview = find(change.uri)
  if not buffer or preview.asking or client_id ~= preview.client or change.version <= preview.version then
    return
  end
  if change.version ~= preview.version + 1 then
    ask_again(buffer)
    return
  end
  for index = #change.edits, 1, -1 do
    local edit = change.edits[index]
    write(buffer, edit.start, edit['end'], edit.text)
  end
  preview.version = change.version
  preview.stale = change.stale ~= vim.NIL and change.stale or nil
  preview.summary = change.summary
  refresh(buffer)
end

--- A server came or went: what is open is asked for anew, or says that nobody keeps it fresh.
function M.server_changed()
  for buffer, preview in pairs(previews) do
    local client = M.client_of(preview)
    if client == nil then
      preview.stale = { reason = 'the server does not run' }
      refresh(buffer)
    elseif client.id ~= preview.client then
      ask_again(buffer)
    end
  end
end

--- What stands above a preview.
function M.winbar()
  local preview = previews[vim.api.nvim_get_current_buf()] -- that of the window which is drawn
  if preview == nil then
    return ''
  end
  local _, saved = source_of(preview.uri)
  local function text(words)
    return (words:gsub('%%', '%%%%'))
  end
  local title = text(preview.title .. (saved and ' (saved)' or ''))
  if preview.stale then
    return title .. ' %#DiagnosticWarn#stale: ' .. text(preview.stale.reason) .. '%*%<'
  end
  return title .. ' · ' .. text(preview.summary) .. '%<'
end

local function open_beside(buffer)
  if vim.fn.bufwinid(buffer) == -1 then
    dress(vim.api.nvim_open_win(buffer, false, { split = 'right', win = 0 }))
  end
  require('paas.preview_cursor').moved()
end

-- What the commands are about: the file of the current buffer.
local function source_here()
  local preview = previews[vim.api.nvim_get_current_buf()]
  return preview and source_of(preview.uri) or vim.uri_from_bufnr(0)
end

local function ask_for(source, wish, go_on)
  local question = vim.tbl_extend('force', { textDocument = { uri = source }, format = 'yaml' }, wish)
  local preview = previews[vim.api.nvim_get_current_buf()]
  ask('paas/preview', question, function(answer, client)
    if answer == nil then
      vim.notify('paas: this file is part of no app', vim.log.levels.WARN)
      return
    end
    go_on(take(answer, client))
  end, preview and M.client_of(preview))
end

--- :PaasPreview [app|handler]
function M.open(whole)
  ask_for(source_here(), { whole = whole }, open_beside)
end

--- :PaasPreviewDiff, and the command of the code lens: in a tab of its own.
function M.difference(source)
  source = source or source_here()
  ask_for(source, { saved = true }, function(saved)
    vim.cmd.tabnew()
    local empty = vim.api.nvim_get_current_buf()
    vim.api.nvim_win_set_buf(0, saved)
    vim.api.nvim_buf_delete(empty, {})
    vim.cmd.diffthis()
    ask_for(source, {}, function(edited)
      local window = vim.api.nvim_open_win(edited, true, { split = 'right', win = vim.fn.bufwinid(saved) })
      dress(window)
      vim.cmd.diffthis()
      vim.cmd.diffupdate()
      vim.cmd('silent! normal! gg]c') -- to the first change; none is an error
    end)
  end)
end

return M
