// Writes JSON by hand: core/yaml knows no JSON library.
#include "core/yaml/json.h"

#include <fmt/format.h>

#include <cmath>

namespace paas::yaml {

namespace {

/// Recursion is bounded by `max_depth`, which counts what aliases stand for too.
class Writer {
 public:
  explicit Writer(const Document& document) : document_(document) {}

  void write(NodeId node, std::uint32_t depth) {
    switch (document_.kind(node)) {
      case Kind::null:
        out_ += "null";
        return;
      case Kind::boolean:
        out_ += document_[node].value.boolean ? "true" : "false";
        return;
      case Kind::integer:
        return write_integer(node);
      case Kind::number:
        return write_number(document_.number_of(node));
      case Kind::string:
        return write_string(document_.text(node));
      case Kind::timestamp:
        return write_string("<timestamp>");
      case Kind::binary:
        return write_string("<binary>");
      case Kind::set:
        return write_string("<set>");
      case Kind::sequence:
        return write_sequence(node, depth);
      case Kind::mapping:
        return write_mapping(node, depth);
    }
  }

  std::string out() { return std::move(out_); }

 private:
  void write_integer(NodeId node) {
    constexpr double first_too_large = 0x1p63;
    const double magnitude = document_.number_of(node);
    const bool saturated = std::abs(magnitude) > first_too_large;
    out_ += saturated ? fmt::format("{:.0f}", magnitude) : fmt::format("{}", document_[node].value.integer);
  }

  void write_number(double value) {
    if (std::isnan(value)) return write_string("<nan>");
    if (std::isinf(value)) return write_string(value < 0 ? "<-inf>" : "<inf>");
    const std::string text = fmt::format("{}", value);
    out_ += text;
    if (text.find_first_of(".e") == std::string::npos) out_ += ".0";
  }

  void write_string(std::string_view text) {
    out_ += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (c == '\n') {
        out_ += "\\n";
      } else if (c == '\t') {
        out_ += "\\t";
      } else if (static_cast<unsigned char>(c) < 0x20) {
        out_ += fmt::format("\\u{:04x}", static_cast<int>(c));
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  void write_sequence(NodeId node, std::uint32_t depth) {
    const std::uint32_t count = document_.item_count(node);
    if (count == 0) {
      out_ += "[]";
      return;
    }
    out_ += '[';
    for (std::uint32_t i = 0; i < count; ++i) {
      new_line(depth + 1, i > 0);
      write(document_.item(node, i), depth + 1);
    }
    new_line(depth, false);
    out_ += ']';
  }

  void write_mapping(NodeId node, std::uint32_t depth) {
    const std::uint32_t count = document_.entry_count(node);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (document_.kind(document_.entry(node, i).key) != Kind::string) {
        out_ += "{\"<nonstring-key>\": true}";
        return;
      }
    }
    if (count == 0) {
      out_ += "{}";
      return;
    }
    out_ += '{';
    for (std::uint32_t i = 0; i < count; ++i) {
      const Entry entry = document_.entry(node, i);
      new_line(depth + 1, i > 0);
      write_string(document_.text(entry.key));
      out_ += ": ";
      write(entry.value, depth + 1);
    }
    new_line(depth, false);
    out_ += '}';
  }

  void new_line(std::uint32_t depth, bool comma) {
    if (comma) out_ += ',';
    out_ += '\n';
    out_.append(std::size_t{depth} * 2, ' ');
  }

  const Document& document_;
  std::string out_;
};

}  // namespace

std::string to_json(const Document& document, NodeId node) {
  Writer writer(document);
  writer.write(node, 0);
  return writer.out();
}

}  // namespace paas::yaml
