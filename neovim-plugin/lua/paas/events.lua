-- What the clicked parts of a lens do, and :PaasMatch.
local M = {}

local ask = require('paas.ask')

--- Markdown in a window of its own; `q` closes it.
function M.page(title, text)
  vim.cmd.new()
  local buffer = vim.api.nvim_get_current_buf()
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(vim.trim(text), '\n'))
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = 'markdown'
  vim.b[buffer].paas_page = title
  vim.keymap.set('n', 'q', '<cmd>close<cr>', { buffer = buffer })
end

local function go(lens)
  local at = lens.arguments[2]
  vim.cmd.normal({ "m'", bang = true })
  vim.api.nvim_win_set_cursor(0, { at.line + 1, at.character })
end

--- The definition of what starts the handler.
function M.go_to_definition(lens)
  go(lens)
  vim.lsp.buf.definition()
end

--- Who refers to the handler, or to what a root defines.
function M.show_references(lens)
  go(lens)
  vim.lsp.buf.references({ includeDeclaration = false })
end

--- The sample events that start a handler.
function M.show_samples(uri)
  ask('workspace/executeCommand', { command = 'paas-lsp.server.sampleEvents', arguments = { uri } }, function(text)
    M.page('Sample events', text)
  end)
end

--- :PaasMatch [SAMPLE|FILE]: which handlers an event starts, as a quickfix list; without a word the buffer is the event.
function M.match(word)
  local event = word
  if word == '' then
    event = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  elseif vim.fn.filereadable(word) == 1 then
    event = table.concat(vim.fn.readfile(word), '\n')
  end
  ask('workspace/executeCommand', { command = 'paas-lsp.server.matchEvent', arguments = { { event = event } } }, function(answers)
    local items, count = {}, 0
    for _, answer in ipairs(answers) do
      count = count + (answer.starts and 1 or 0)
      local start = answer.location.range.start
      table.insert(items, {
        filename = vim.uri_to_fname(answer.location.uri),
        lnum = start.line + 1,
        col = start.character + 1,
        text = answer.starts and 'starts' or answer.message,
        type = answer.starts and 'I' or 'N',
      })
    end
    vim.fn.setqflist({}, ' ', { title = ('%d of %d handlers with a pattern start'):format(count, #items), items = items })
    vim.cmd('botright copen')
  end)
end

return M
