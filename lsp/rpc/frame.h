// Frames of the base protocol: `Content-Length: N`, an empty line, N bytes.
// LSP 3.17, Base Protocol
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "lsp/rpc/connection.h"

namespace paas::lsp {

inline constexpr std::size_t max_body_size = 64'000'000;
/// What fits also where memory is short: who asks for the end must be heard.
inline constexpr std::size_t small_body_size = 1024;

struct Header {
  std::size_t size = 0;    // with the empty line
  std::size_t length = 0;  // of the body
  std::string error;
};

/// The header that `text` begins with; nothing while its empty line is missing.
std::optional<Header> read_header(std::string_view text);

struct Frame {
  enum class Kind : unsigned char {
    body,       // `text` is a message
    malformed,  // `text` says what is wrong with the header; what follows is read from the next header on
    lost,       // memory ran out: `text` is how the message begins
    end,        // the client is gone
  };
  Kind kind;
  std::string text;
};

class FrameReader {
 public:
  explicit FrameReader(Connection& connection) : connection_(connection) {}

  /// Blocks until a frame is there.
  Frame next();

 private:
  bool fill();
  std::string_view rest() const { return std::string_view(buffer_).substr(begin_); }
  bool find_way();
  Frame malformed(std::string message);
  Frame skip(std::size_t length);

  Connection& connection_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not read yet
  bool is_lost_ = false;
};

std::string write_frame(std::string_view body);

}  // namespace paas::lsp
