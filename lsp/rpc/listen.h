// Waits for the one client of `--listen`, and turns away whoever else connects: web pages, other users, the silent.
#pragma once

#include <memory>
#include <string>

#include "core/text/result.h"
#include "lsp/rpc/connection.h"

namespace paas::lsp {

/// Waits at `127.0.0.1:PORT` (port 0 takes any) or `unix:PATH` for the client whose first message is the request
/// `initialize`, at a port with the right `initializationOptions.token`. That is what the file holds; without a file it
/// is a new one. `said` is told the address before it waits, and the token if it is a new one.
Result<std::unique_ptr<Connection>> listen_at(const std::string& address, const std::string& token_file,
                                              void (*said)(const std::string& address, const std::string& token));

}  // namespace paas::lsp
