-- What happens while one types in a fragment: suggestions that wait to be chosen, and the indentation of YAML.
local M = {}

-- Neovim asks for suggestions behind these characters; the server says which of them lead to something.
local letters = {}
for code = ('a'):byte(), ('z'):byte() do
  table.insert(letters, string.char(code))
  table.insert(letters, string.char(code):upper())
end

--- For `on_init` of the client: letters ask, too.
function M.on_init(client)
  local completion = client.server_capabilities.completionProvider
  if completion then
    vim.list_extend(completion.triggerCharacters, letters)
  end
end

--- Suggestions by themselves, of which none is taken that was not chosen: `vim.g.paas = { autocomplete = true }`.
function M.autocomplete(client_id, buffer)
  if vim.fn.has('nvim-0.11') == 1 then
    vim.bo[buffer].completeopt = 'menuone,noselect,popup'
    vim.lsp.completion.enable(true, client_id, buffer, { autotrigger = true })
  end
end

local quotes = { '"""', "'''" }

-- The quotes that are open at the beginning of a line, and the line that they stand on; nil in code.
local function open_quotes(row)
  local open, since
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, row - 1, false)) do
    local at = 1
    while at do
      if open then
        local _, behind = line:find(open, at, true)
        at = behind and behind + 1
        open = not behind and open or nil
      else
        local first
        for _, mark in ipairs(quotes) do
          local begin, behind = line:find(mark, at, true)
          if begin and (not first or begin < first) and not line:sub(1, begin):find('#') then
            first, open, since, at = begin, mark, number, behind + 1
          end
        end
        at = first and at
      end
    end
  end
  return open, since
end

-- Whether a line of a docstring stands in a fragment: below `infra:`, or below a line `---`.
local function is_in_fragment(row, since)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(0, since - 1, row - 1, false)) do
    if line:match('^%s*["\']*infra["\']?%s*:') or line:match('^%s*%-%-%-%s*$') then
      return true
    end
  end
  return false
end

--- For 'indentexpr': as YAML in fragments, as `before` elsewhere.
function M.indent(before)
  local row = vim.v.lnum
  local open, since = open_quotes(row)
  if not open or not is_in_fragment(row, since) then
    return before == '' and -1 or vim.fn.eval(before)
  end
  if vim.fn.getline(row):match('%S') then
    return -1 -- the line stays as it is
  end
  local above = vim.fn.prevnonblank(row - 1)
  local text = vim.fn.getline(above)
  local indent = vim.fn.indent(above)
  if text:match(':%s*$') or text:match(':%s+#') then
    indent = indent + 2
  end
  return indent
end

--- Sets the indentation of a buffer with Python.
function M.set_indent(buffer)
  if vim.bo[buffer].filetype ~= 'python' or vim.bo[buffer].indentexpr:match('paas') then
    return
  end
  vim.bo[buffer].indentexpr = ('v:lua.require("paas.typing").indent(%s)'):format(vim.fn.string(vim.bo[buffer].indentexpr))
end

return M
