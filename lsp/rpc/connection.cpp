// Streams of asio, read and written synchronously: one thread waits for the client, another answers it.
#include "lsp/rpc/connection.h"

#include <unistd.h>

#include <asio/connect.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/write.hpp>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

namespace paas::lsp {

namespace {

using Tcp = asio::ip::tcp;
using Local = asio::local::stream_protocol;

template <typename Stream>
std::size_t read_from(Stream& stream, char* data, std::size_t size) {
  asio::error_code error;
  const std::size_t count = stream.read_some(asio::buffer(data, size), error);
  return error ? 0 : count;
}

template <typename Stream>
bool write_to(Stream& stream, std::string_view bytes) {
  asio::error_code error;
  asio::write(stream, asio::buffer(bytes.data(), bytes.size()), error);
  return !error;
}

class StandardStreams : public Connection {
 public:
  std::optional<Error> open() {
    asio::error_code error;
    const int in = dup(STDIN_FILENO);
    const int out = dup(STDOUT_FILENO);
    if (in < 0 || out < 0) return Error{std::string("standard input and output: ") + std::strerror(errno)};
    in_.assign(in, error);
    if (!error) out_.assign(out, error);
    return error ? std::optional(Error{"standard input and output: " + error.message()}) : std::nullopt;
  }
  std::size_t read(char* data, std::size_t size) override { return read_from(in_, data, size); }
  bool write(std::string_view bytes) override { return write_to(out_, bytes); }

 private:
  asio::io_context context_;
  asio::posix::stream_descriptor in_{context_};
  asio::posix::stream_descriptor out_{context_};
};

template <typename Protocol>
class Socket : public Connection {
 public:
  std::size_t read(char* data, std::size_t size) override { return read_from(stream, data, size); }
  bool write(std::string_view bytes) override { return write_to(stream, bytes); }

  asio::io_context context;
  typename Protocol::socket stream{context};
};

void send_at_once(Tcp::socket& socket) {
  asio::error_code ignored;
  socket.set_option(Tcp::no_delay(true), ignored);
}

}  // namespace

Result<std::unique_ptr<Connection>> standard_streams() {
  auto streams = std::make_unique<StandardStreams>();
  if (auto error = streams->open()) return *error;
  return std::unique_ptr<Connection>(std::move(streams));
}

Result<std::unique_ptr<Connection>> connect_to_port(std::uint16_t port) {
  auto socket = std::make_unique<Socket<Tcp>>();
  asio::error_code error;
  socket->stream.connect(Tcp::endpoint(asio::ip::address_v4::loopback(), port), error);
  if (error) return Error{"port " + std::to_string(port) + ": " + error.message()};
  send_at_once(socket->stream);
  return std::unique_ptr<Connection>(std::move(socket));
}

Result<std::unique_ptr<Connection>> connect_to_pipe(const std::string& name) {
  constexpr std::size_t longest = 107;  // what a socket's address holds
  if (name.size() > longest) return Error{name + ": the name of a pipe has at most 107 bytes"};
  auto socket = std::make_unique<Socket<Local>>();
  asio::error_code error;
  socket->stream.connect(Local::endpoint(name), error);
  if (error) return Error{name + ": " + error.message()};
  return std::unique_ptr<Connection>(std::move(socket));
}

}  // namespace paas::lsp
