// Reads libyaml's tokens.
#include "core/yaml/tokens.h"

#include <yaml.h>

#include <algorithm>
#include <memory>

#include "core/os/memory.h"
#include "core/text/characters.h"

namespace paas::yaml {

namespace {

/// The offset of each character; libyaml counts characters. Empty where all of them are bytes.
std::vector<std::uint32_t> character_offsets(std::string_view text) {
  std::vector<std::uint32_t> offsets;
  if (std::all_of(text.begin(), text.end(), is_ascii)) return offsets;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    if (!is_continuation(text[i])) offsets.push_back(i);
  }
  return offsets;
}

struct DeleteParser {
  void operator()(yaml_parser_t* parser) const { yaml_parser_delete(parser); }
};

struct DeleteToken {
  void operator()(yaml_token_t* token) const { yaml_token_delete(token); }
};

class Scanner {
 public:
  Scanner(std::string_view host, Range fragment)
      : text_(slice(host, fragment)), begin_(fragment.begin), offsets_(character_offsets(text_)) {}

  std::vector<Token> run() {
    yaml_parser_t parser;
    if (yaml_parser_initialize(&parser) == 0) lack_memory();
    const std::unique_ptr<yaml_parser_t, DeleteParser> owner(&parser);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    // libyaml asserts that there is an address, even for no bytes.
    const char* data = text_.empty() ? "" : text_.data();
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(data), text_.size());
    bool ended = false;
    while (!ended) {
      yaml_token_t token;
      if (yaml_parser_scan(&parser, &token) == 0) {
        if (parser.error == YAML_MEMORY_ERROR) lack_memory();
        break;
      }
      const std::unique_ptr<yaml_token_t, DeleteToken> token_owner(&token);
      ended = token.type == YAML_STREAM_END_TOKEN || token.type == YAML_NO_TOKEN;
      add(token);
    }
    return std::move(tokens_);
  }

 private:
  std::uint32_t offset(const yaml_mark_t& mark) const {
    if (offsets_.empty()) return std::min(static_cast<std::uint32_t>(mark.index), size());
    return mark.index < offsets_.size() ? offsets_[mark.index] : size();
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }

  void add(const yaml_token_t& token) {
    Range range{offset(token.start_mark), offset(token.end_mark)};
    switch (token.type) {
      case YAML_VERSION_DIRECTIVE_TOKEN:
      case YAML_TAG_DIRECTIVE_TOKEN:
      case YAML_DOCUMENT_START_TOKEN:
      case YAML_DOCUMENT_END_TOKEN:
        return add(TokenKind::marker, range);
      case YAML_BLOCK_SEQUENCE_START_TOKEN:
        return add(TokenKind::block_sequence_start, {range.begin, range.begin});
      case YAML_BLOCK_MAPPING_START_TOKEN:
        return add(TokenKind::block_mapping_start, {range.begin, range.begin});
      case YAML_BLOCK_END_TOKEN:
        return add(TokenKind::block_end, {range.begin, range.begin});
      case YAML_FLOW_SEQUENCE_START_TOKEN:
      case YAML_FLOW_MAPPING_START_TOKEN:
        return add(TokenKind::flow_start, range);
      case YAML_FLOW_SEQUENCE_END_TOKEN:
      case YAML_FLOW_MAPPING_END_TOKEN:
        return add(TokenKind::flow_end, range);
      case YAML_BLOCK_ENTRY_TOKEN:
        return add(TokenKind::block_entry, range);
      case YAML_FLOW_ENTRY_TOKEN:
        return add(TokenKind::flow_entry, range);
      case YAML_KEY_TOKEN:
        return add(TokenKind::key, range);
      case YAML_VALUE_TOKEN:
        return add(TokenKind::value, range);
      case YAML_ALIAS_TOKEN:
        return add(TokenKind::alias, range);
      case YAML_ANCHOR_TOKEN:
        return add(TokenKind::anchor, range);
      case YAML_TAG_TOKEN:
        return add(TokenKind::tag, range);
      case YAML_SCALAR_TOKEN:
        return add_scalar(token, range);
      default:
        return;
    }
  }

  void add_scalar(const yaml_token_t& token, Range range) {
    const yaml_scalar_style_t style = token.data.scalar.style;
    const bool is_block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
    if (is_block) range.end = end_of_block_scalar(range);
    add(is_block                           ? TokenKind::block_scalar
        : style == YAML_PLAIN_SCALAR_STYLE ? TokenKind::plain
                                           : TokenKind::quoted,
        range);
  }

  // libyaml's end is where the next token stands. Empty lines at the end count only where the header says so.
  std::uint32_t end_of_block_scalar(Range range) const {
    std::uint32_t header_end = range.begin;
    while (header_end < range.end && text_[header_end] != '\n' && text_[header_end] != '\r') ++header_end;
    const std::string_view header = text_.substr(range.begin, header_end - range.begin);
    const bool keeps = header.substr(0, header.find_first_of(" \t#")).find('+') != std::string_view::npos;
    std::uint32_t end = range.end;
    const auto drop_blanks = [&](std::string_view blanks) {
      while (end > header_end && blanks.find(text_[end - 1]) != std::string_view::npos) --end;
    };
    if (!keeps) {
      drop_blanks(" \t\r\n");
      if (end == header_end) return end_of_header(range.begin, header_end);
      // Blanks behind the last word are content.
      while (end < range.end && text_[end] != '\n' && text_[end] != '\r') ++end;
      return end;
    }
    drop_blanks(" ");
    if (end > header_end && text_[end - 1] == '\n') --end;
    if (end > header_end && text_[end - 1] == '\r') --end;
    return end == header_end ? end_of_header(range.begin, header_end) : end;
  }

  // Without the comment behind it.
  std::uint32_t end_of_header(std::uint32_t begin, std::uint32_t line_end) const {
    std::uint32_t end = begin;
    while (end < line_end && text_[end] != ' ' && text_[end] != '\t') ++end;
    return end;
  }

  void add(TokenKind kind, Range range) { tokens_.push_back({kind, {begin_ + range.begin, begin_ + range.end}}); }

  std::string_view text_;
  std::uint32_t begin_;
  std::vector<std::uint32_t> offsets_;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> read_tokens(std::string_view host, Range fragment) {
  fragment.end = std::min(fragment.end, static_cast<std::uint32_t>(host.size()));
  fragment.begin = std::min(fragment.begin, fragment.end);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  // libyaml would count it as a column of the first line.
  if (slice(host, fragment).starts_with(byte_order_mark)) fragment.begin += byte_order_mark.size();
  return Scanner(host, fragment).run();
}

}  // namespace paas::yaml
