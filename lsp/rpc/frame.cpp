// Cuts the bytes of a client into messages, and finds the next one behind what is no header.
#include "lsp/rpc/frame.h"

#include <algorithm>
#include <charconv>

#include "core/os/memory.h"
#include "core/text/characters.h"

namespace paas::lsp {

namespace {

constexpr std::string_view name = "content-length:";
constexpr std::size_t max_header_size = 8192;

/// Where the next header seems to begin; npos if it does not.
std::size_t find_header(std::string_view text, std::size_t from) {
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size()));
  const auto found =
      std::search(begin, text.end(), name.begin(), name.end(), [](char a, char b) { return to_lower(a) == b; });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Header> read_header(std::string_view text) {
  Header header;
  bool has_length = false;
  for (std::size_t at = 0;;) {
    const std::size_t newline = text.find('\n', at);
    if (newline == std::string_view::npos) return std::nullopt;
    const std::string_view line = trimmed(text.substr(at, newline - at));
    at = newline + 1;
    if (line.empty()) {
      header.size = at;
      if (!has_length && header.error.empty()) header.error = "the header has no Content-Length";
      return header;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      header.size = at;  // the header may begin on the next line
      header.error = "a line of the header has no colon";
      return header;
    }
    if (find_header(line.substr(0, colon + 1), 0) != 0) continue;
    const std::string_view value = trimmed(line.substr(colon + 1));
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), header.length);
    has_length = error == std::errc() && end == value.data() + value.size() && header.length <= max_body_size;
    if (!has_length) {
      header.error = "Content-Length must be a number of at most " + std::to_string(max_body_size) + ", not `" +
                     std::string(value.substr(0, 40)) + "`";
    }
  }
}

bool FrameReader::fill() {
  constexpr std::size_t chunk = 65536;
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  const std::size_t size = buffer_.size();
  buffer_.resize(size + chunk);
  const std::size_t count = connection_.read(buffer_.data() + size, chunk);
  buffer_.resize(size + count);
  return count > 0;
}

Frame FrameReader::malformed(std::string message) {
  is_lost_ = true;
  return {Frame::Kind::malformed, std::move(message)};
}

// Goes on where a header seems to begin.
bool FrameReader::find_way() {
  while (true) {
    const std::size_t next = find_header(rest(), 0);
    if (next != std::string_view::npos) {
      begin_ += next;
      is_lost_ = false;
      return true;
    }
    begin_ = buffer_.size() - std::min(rest().size(), name.size() - 1);
    if (!fill()) return false;
  }
}

Frame FrameReader::next() {
  if (is_lost_ && !find_way()) return {Frame::Kind::end, {}};
  std::optional<Header> header;
  while (!(header = read_header(rest()))) {
    if (rest().size() > max_header_size) return malformed("the header has no end");
    if (!fill()) return {Frame::Kind::end, {}};
  }
  begin_ += header->size;
  if (!header->error.empty()) return malformed(std::move(header->error));
  std::optional<std::string> body;
  const auto take = [&] {
    while (rest().size() < header->length) {
      if (!fill()) return;
    }
    body = rest().substr(0, header->length);
  };
  if (header->length <= small_body_size) {
    take();
  } else if (!attempt(take)) {
    return skip(header->length);
  }
  if (!body) return {Frame::Kind::end, {}};
  begin_ += header->length;
  if (begin_ == buffer_.size()) {
    buffer_.clear();
    begin_ = 0;
    if (buffer_.capacity() > max_header_size * 64) buffer_.shrink_to_fit();
  }
  return {Frame::Kind::body, std::move(*body)};
}

Frame FrameReader::skip(std::size_t length) {
  // The id stands there with whoever writes it first, as clients do.
  std::string beginning(rest().substr(0, std::min(length, small_body_size)));
  const std::size_t there = std::min(length, rest().size());
  begin_ += there;
  if (begin_ == buffer_.size()) {
    std::string().swap(buffer_);
    begin_ = 0;
  }
  char chunk[4096];
  for (std::size_t left = length - there; left > 0;) {
    const std::size_t count = connection_.read(chunk, std::min(left, sizeof chunk));
    if (count == 0) return {Frame::Kind::end, {}};
    left -= count;
  }
  return {Frame::Kind::lost, std::move(beginning)};
}

std::string write_frame(std::string_view body) {
  std::string frame = "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return frame.append(body);
}

}  // namespace paas::lsp
