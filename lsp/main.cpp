// The one binary of paas-lsp: a command, or the language server.
#include <signal.h>

#include <system_error>

#include "cli/cli.h"
#include "core/os/memory.h"
#include "core/os/thread.h"
#include "lsp/rpc/listen.h"
#include "lsp/server/server.h"

namespace paas {

namespace {

void say_address(const std::string& address, const std::string& token) {
  // Who waits for the address has the token by then.
  if (!token.empty()) cli::tell("token " + token + ": give it as initializationOptions.token");
  cli::tell("listening at " + address);
}

Result<std::unique_ptr<lsp::Connection>> connect(const cli::ServeOptions& options) {
  if (options.port > 0) return lsp::connect_to_port(static_cast<std::uint16_t>(options.port));
  if (!options.pipe.empty()) return lsp::connect_to_pipe(options.pipe);
  if (!options.listen.empty()) return lsp::listen_at(options.listen, options.token_file, say_address);
  return lsp::standard_streams();
}

int serve(const cli::ServeOptions& options) {
  signal(SIGPIPE, SIG_IGN);  // a client that is gone ends the session, not the process
  live_on_without_memory();  // one answer fails, the session goes on
  Result<std::unique_ptr<lsp::Connection>> connection = Error{};
  try {
    connection = connect(options);
  } catch (const std::system_error& error) {  // of asio, where descriptors are short
    return cli::fail(error.what());
  }
  if (!connection) return cli::fail(connection.error());
  return lsp::Server(**connection, {options.workspace, options.log, options.client_process}).run();
}

}  // namespace

}  // namespace paas

int main(int argc, char** argv) {
  return paas::with_large_stack([&] { return paas::cli::run(argc, argv, paas::serve); });
}
