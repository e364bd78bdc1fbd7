// Writes values as YAML that is the same in YAML 1.1 and 1.2, with CloudFormation's short tags.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
#include <algorithm>
#include <array>

#include "core/template/unicode.h"
#include "core/template/writer.h"
#include "core/text/characters.h"

namespace paas::cloudformation {

namespace {

// Words that some version of YAML reads as something else than a text.
bool is_reserved(std::string_view text) {
  constexpr std::array<std::string_view, 9> words{"false", "n", "no", "null", "off", "on", "true", "y", "yes"};
  constexpr std::size_t longest = 5;
  if (text.size() > longest) return false;
  return std::ranges::binary_search(words, std::string_view(to_lower(text)));
}

// Certain to be read as this very text. Others are put into quotes, some of them without need.
bool is_plain(std::string_view text) {
  constexpr std::string_view marks = " /_.:$*+@(){}=,;|-?<>";
  if (text.empty() || !(is_letter(text.front()) || text.front() == '/' || text.front() == '_')) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_letter(c) || is_digit(c)) continue;
    if (marks.find(c) == std::string_view::npos) return false;
    const bool is_last = i + 1 == text.size();
    if (c == ' ' && is_last) return false;
    if (c == ':' && (is_last || text[i + 1] == ' ')) return false;
  }
  return !is_reserved(text);
}

// Characters that YAML does not print, or that it takes for a line break.
bool is_special(char32_t c) {
  return c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE ||
         c == 0xFFFF || c == 0xFFFD;
}

void add_quoted(std::string_view text, std::string& out) {
  std::size_t clean = 0;
  std::size_t at = 0;
  bool has_special = false;
  while (at < text.size() && !has_special) {
    clean = at;
    has_special = is_special(next_character(text, at));
  }
  if (!has_special) return add_json_string(text, false, out);
  // JSON's string, of which YAML's is a superset, with these escaped, too.
  add_json_string(text.substr(0, clean), false, out);
  out.pop_back();
  at = clean;
  while (at < text.size()) {
    const std::size_t begin = at;
    const char32_t character = next_character(text, at);
    if (is_special(character)) {
      add_escape(character, out);
      continue;
    }
    std::string one;
    add_json_string(text.substr(begin, at - begin), false, one);
    out += one.substr(1, one.size() - 2);
  }
  out += '"';
}

// Whether a literal block shows the text as it is.
bool is_block(std::string_view text) {
  const std::size_t first_break = text.find('\n');
  if (first_break == std::string_view::npos || text.ends_with("\n\n")) return false;
  if (text.front() == ' ' || text.front() == '\n') return false;
  std::size_t at = 0;
  while (at < text.size()) {
    const char32_t character = next_character(text, at);
    const bool is_control = character < 0x20 && character != '\n' && character != '\t';
    if (is_control || is_special(character)) return false;
  }
  return true;
}

constexpr std::string_view function_prefix = "Fn::";

}  // namespace

void YamlWriter::write_key(std::string_view key) {
  if (is_plain(key))
    text_.out() += key;
  else
    add_quoted(key, text_.out());
}

void YamlWriter::write_behind(const Value& value, std::size_t depth, const Origin* origin, bool is_item) {
  const Origin* here = value.origin == nullptr ? origin : value.origin;
  if (write_function(value, depth, here)) return;
  switch (value.kind) {
    case Kind::list:
      if (value.items.empty()) {
        text_.out() += " []";
        return;
      }
      return write_items(value, depth, here);
    case Kind::map:
      if (value.members.empty()) {
        text_.out() += " {}";
        return;
      }
      if (is_item) text_.out() += ' ';
      return write_members(value, is_item ? depth : depth + step, here, is_item);
    default:
      text_.out() += ' ';
      write_scalar(value, depth, here);
  }
}

bool YamlWriter::write_function(const Value& value, std::size_t depth, const Origin* origin) {
  if (value.kind != Kind::map || value.members.size() != 1) return false;
  const auto& [name, argument] = value.members.front();
  const bool is_reference = name == "Ref" && argument->kind == Kind::string;
  if (!is_reference && !name.starts_with(function_prefix)) return false;
  text_.out() += " !";
  text_.out() += is_reference ? name : name.substr(function_prefix.size());
  const auto is_text = [](const Value* item) { return item->kind == Kind::string; };
  if (name == "Fn::GetAtt" && argument->items.size() == 2 && std::ranges::all_of(argument->items, is_text)) {
    text_.out() += ' ';
    text_.out() += argument->items[0]->text;
    text_.out() += '.';
    text_.out() += argument->items[1]->text;
    return true;
  }
  // Two tags cannot stand before one value: the function inside is written in full.
  const bool is_function =
      argument->kind == Kind::map && argument->members.size() == 1 &&
      (argument->members.front().key == "Ref" || argument->members.front().key.starts_with(function_prefix));
  if (is_function) {
    write_members(*argument, depth + step, origin, false);
  } else {
    write_behind(*argument, depth, origin, false);
  }
  return true;
}

void YamlWriter::write_scalar(const Value& value, std::size_t depth, const Origin* origin) {
  if (value.kind != Kind::string) {
    text_.out() += value.text;
  } else if (is_plain(value.text)) {
    text_.out() += value.text;
  } else if (is_block(value.text)) {
    write_block(value.text, depth + step, origin);
  } else {
    add_quoted(value.text, text_.out());
  }
}

void YamlWriter::write_block(std::string_view content, std::size_t depth, const Origin* origin) {
  const bool ends_with_break = content.ends_with('\n');
  if (ends_with_break) content.remove_suffix(1);
  text_.out() += ends_with_break ? "|" : "|-";
  std::size_t begin = 0;
  while (begin <= content.size()) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    text_.new_line(end == begin ? 0 : depth, origin);
    text_.out() += content.substr(begin, end - begin);
    begin = end + 1;
  }
}

void YamlWriter::write_members(const Value& value, std::size_t depth, const Origin* origin, bool begins_line) {
  for (const auto& [key, member] : value.members) {
    if (!begins_line) text_.new_line(depth, member->origin == nullptr ? origin : member->origin);
    begins_line = false;
    write_key(key);
    text_.out() += ':';
    write_behind(*member, depth, origin, false);
  }
}

void YamlWriter::write_items(const Value& value, std::size_t depth, const Origin* origin) {
  for (const Value* item : value.items) {
    text_.new_line(depth, item->origin == nullptr ? origin : item->origin);
    text_.out() += '-';
    write_behind(*item, depth + step, origin, true);
  }
}

}  // namespace paas::cloudformation
