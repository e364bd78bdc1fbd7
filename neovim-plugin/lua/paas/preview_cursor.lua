-- The source and its previews follow each other's cursor: what the line makes, and the line that made it, are
-- highlighted and scrolled to in the other window. Only the current window leads, so nothing comes back.
local ask = require('paas.ask')

local M = {}

local pause = 30 -- milliseconds; a key that is held down asks once
local space = vim.api.nvim_create_namespace('paas_preview')
local group, timer
local moves = 0

vim.api.nvim_set_hl(0, 'PaasPreviewPlace', { link = 'Visual', default = true })

local function clear()
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    vim.api.nvim_buf_clear_namespace(buffer, space, 0, -1)
  end
end

-- The lines of a range, zero-based, the end exclusive.
local function lines_of(range)
  local first, last = range.start.line, range['end'].line
  return first, (last > first and range['end'].character == 0) and last or last + 1
end

-- Highlights the ranges in a window and scrolls to the first. Its cursor moves only where it must, to be seen.
local function show(window, ranges)
  local buffer = vim.api.nvim_win_get_buf(window)
  local count = vim.api.nvim_buf_line_count(buffer)
  for _, range in ipairs(ranges) do
    local first, last = lines_of(range)
    local options = { end_row = math.min(last, count), hl_group = 'PaasPreviewPlace', hl_eol = true, strict = false }
    vim.api.nvim_buf_set_extmark(buffer, space, math.min(first, count - 1), 0, options)
  end
  if ranges[1] == nil then
    return
  end
  local first, last = lines_of(ranges[1])
  vim.api.nvim_win_call(window, function()
    local top, bottom = vim.fn.line('w0'), vim.fn.line('w$')
    local fits = last - first < vim.api.nvim_win_get_height(window)
    local is_inside = first + 1 >= top and math.min(last, count) <= bottom
    -- What is larger than the window, such as all that a handler makes, does not move it while some of it is there.
    local is_partly_there = not fits and first + 1 <= bottom and last >= top
    if is_inside or is_partly_there then
      return
    end
    vim.api.nvim_win_set_cursor(window, { math.min(first + 1, count), 0 })
    vim.cmd.normal({ fits and 'zvzz' or 'zvzt', bang = true })
  end)
end

-- Previews by their windows; those of what is saved stand beside others in a view of the differences.
local function visible_previews()
  local windows = {}
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    local preview = require('paas.preview').of(vim.api.nvim_win_get_buf(window))
    if preview and not vim.endswith(preview.uri, '?saved') then
      windows[window] = preview
    end
  end
  return windows
end

local function show_source(preview, client, position, is_current)
  local question = { textDocument = { uri = preview.uri }, position = position }
  ask('paas/previewSource', question, function(location)
    if not is_current() then
      return
    end
    clear()
    for _, window in ipairs(location and vim.api.nvim_tabpage_list_wins(0) or {}) do
      if vim.uri_from_bufnr(vim.api.nvim_win_get_buf(window)) == location.uri then
        show(window, { location.range })
      end
    end
  end, client, function() end)
end

local function show_places(buffer, client, position, is_current)
  clear()
  for window, preview in pairs(visible_previews()) do
    local question = { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = position, preview = preview.uri }
    local function answered(places)
      if is_current() and vim.api.nvim_win_is_valid(window) then
        show(window, places and places.ranges or {})
      end
    end
    if preview.client == client.id then -- another server knows nothing of this file
      ask('paas/previewPlaces', question, answered, client, function() end)
    end
  end
end

local function follow()
  moves = moves + 1
  local this = moves
  local function is_current()
    return this == moves
  end
  local buffer = vim.api.nvim_get_current_buf()
  local preview = require('paas.preview').of(buffer)
  local client = vim.lsp.get_clients({ name = 'paas', bufnr = buffer })[1]
  client = preview and require('paas.preview').client_of(preview) or client
  if client == nil or next(visible_previews()) == nil then
    return
  end
  local position = vim.lsp.util.make_position_params(0, client.offset_encoding).position
  if preview then
    show_source(preview, client, position, is_current)
  else
    show_places(buffer, client, position, is_current)
  end
end

--- The cursor is elsewhere, or what it is about is.
function M.moved()
  if timer then
    timer:stop()
    timer:start(pause, 0, vim.schedule_wrap(follow))
  end
end

--- While there are previews.
function M.start()
  if timer then
    return
  end
  timer = vim.uv.new_timer()
  group = vim.api.nvim_create_augroup('paas_preview', {})
  vim.api.nvim_create_autocmd({ 'CursorMoved', 'CursorMovedI', 'WinEnter' }, { group = group, callback = M.moved })
  vim.api.nvim_create_autocmd({ 'LspAttach', 'LspDetach' }, {
    group = group,
    callback = vim.schedule_wrap(function()
      require('paas.preview').server_changed()
    end),
  })
end

function M.stop()
  if timer then
    timer:close()
    timer = nil
    vim.api.nvim_del_augroup_by_id(group)
    clear()
  end
end

return M
