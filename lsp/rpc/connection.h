// Bytes to and from a client: standard streams, a socket or a pipe. asio stays behind this file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/text/result.h"

namespace paas::lsp {

/// One thread reads, one writes. Blocks; never throws.
class Connection {
 public:
  virtual ~Connection() = default;
  /// As many bytes as are there, at least one and at most `size`; 0 at the end, and when the client is gone.
  virtual std::size_t read(char* data, std::size_t size) = 0;
  /// Writes all of it; false when the client is gone.
  virtual bool write(std::string_view bytes) = 0;
};

Result<std::unique_ptr<Connection>> standard_streams();
/// The client listens on that port of this machine.
Result<std::unique_ptr<Connection>> connect_to_port(std::uint16_t port);
/// The client listens on that Unix socket.
Result<std::unique_ptr<Connection>> connect_to_pipe(const std::string& name);

}  // namespace paas::lsp
