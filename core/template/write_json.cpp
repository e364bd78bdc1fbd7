// Writes values as JSON (RFC 8259).
#include "core/template/unicode.h"
#include "core/template/writer.h"

namespace paas::cloudformation {

namespace {

// A byte that stands for itself. Others are rare.
bool is_clean(char c, bool ascii_only) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && c != '"' && c != '\\' && byte != 0x7F && !(ascii_only && byte > 0x7E);
}

}  // namespace

void add_json_string(std::string_view text, bool ascii_only, std::string& out) {
  out += '"';
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && is_clean(text[end], ascii_only)) ++end;
    out += text.substr(at, end - at);
    at = end;
    if (at == text.size()) break;
    const std::size_t begin = at;
    const char32_t character = next_character(text, at);
    if (character == '"' || character == '\\') {
      out += {'\\', text[begin]};
    } else if (character == '\n') {
      out += "\\n";
    } else if (character == '\t') {
      out += "\\t";
    } else if (character == '\r') {
      out += "\\r";
    } else if (character < 0x20 || character == 0x7F || (ascii_only && character > 0x7E)) {
      add_escape(character, out);
    } else {
      out += text.substr(begin, at - begin);
    }
  }
  out += '"';
}

void JsonWriter::write(const Value& value, std::size_t depth, const Origin* origin) {
  const Origin* here = value.origin == nullptr ? origin : value.origin;
  switch (value.kind) {
    case Kind::string:
      add_json_string(value.text, false, text_.out());
      return;
    case Kind::list:
      return write_list(value, depth, here);
    case Kind::map:
      return write_map(value, depth, here);
    default:
      text_.out() += value.text;
  }
}

void JsonWriter::write_list(const Value& value, std::size_t depth, const Origin* origin) {
  if (value.items.empty()) {
    text_.out() += "[]";
    return;
  }
  text_.out() += '[';
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) text_.out() += ',';
    const Value& item = *value.items[i];
    text_.new_line(depth + step, item.origin == nullptr ? origin : item.origin);
    write(item, depth + step, origin);
  }
  text_.new_line(depth, origin);
  text_.out() += ']';
}

void JsonWriter::write_map(const Value& value, std::size_t depth, const Origin* origin) {
  if (value.members.empty()) {
    text_.out() += "{}";
    return;
  }
  text_.out() += '{';
  for (std::size_t i = 0; i < value.members.size(); ++i) {
    if (i > 0) text_.out() += ',';
    const auto& [key, member] = value.members[i];
    text_.new_line(depth + step, member->origin == nullptr ? origin : member->origin);
    add_json_string(key, false, text_.out());
    text_.out() += ": ";
    write(*member, depth + step, origin);
  }
  text_.new_line(depth, origin);
  text_.out() += '}';
}

void write_json_line(const Value& value, std::string& text) {
  switch (value.kind) {
    case Kind::string:
      return add_json_string(value.text, true, text);
    case Kind::list:
      text += '[';
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) text += ", ";
        write_json_line(*value.items[i], text);
      }
      text += ']';
      return;
    case Kind::map:
      text += '{';
      for (std::size_t i = 0; i < value.members.size(); ++i) {
        if (i > 0) text += ", ";
        add_json_string(value.members[i].key, true, text);
        text += ": ";
        write_json_line(*value.members[i].value, text);
      }
      text += '}';
      return;
    default:
      text += value.text;
  }
}

}  // namespace paas::cloudformation
