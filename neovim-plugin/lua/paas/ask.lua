-- Requests to the server that are its own, in the manner of both versions of Neovim.

--- Asks a client, else that of the current buffer, and goes on with the answer; null is nil. What fails is shown, unless
--- the parameters say where else it goes.
return function(method, parameters, go_on, client, failed)
  client = client or require('paas').client_of(0)
  if client == nil then
    vim.notify('paas: no server runs; open a file of an app first', vim.log.levels.WARN)
    return
  end
  local function answered(failure, result)
    if failure == nil then
      go_on(result ~= vim.NIL and result or nil, client)
    elseif failed then
      failed(failure.message)
    else
      vim.notify('paas: ' .. failure.message, vim.log.levels.ERROR)
    end
  end
  if vim.fn.has('nvim-0.11') == 1 then
    client:request(method, parameters, answered, 0)
  else
    client.request(method, parameters, answered, 0)
  end
end
