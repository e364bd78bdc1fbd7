// Writes scalars, collections and the places to fill in.
#include <nlohmann/json.hpp>

#include "core/query/yaml_text.h"

#include <algorithm>

#include "core/yaml/scalar.h"

namespace paas::query {

namespace {

using schema::Json;

bool is_plain(std::string_view text, bool in_flow) {
  if (text.empty() || yaml::implicit_tag(text) != yaml::Tag::string) return false;
  constexpr std::string_view indicators = ",[]{}#&*!|>'\"%@`";
  if (indicators.find(text.front()) != std::string_view::npos) return false;
  const bool is_indicator = text.front() == '-' || text.front() == '?' || text.front() == ':';
  if (is_indicator && (text.size() == 1 || text[1] == ' ' || in_flow)) return false;
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (text == "---" || text == "...") return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  return !in_flow || text.find_first_of(",[]{}?:") == std::string_view::npos;
}

bool is_scalar(const Json& value) { return !value.is_object() && !value.is_array(); }

bool is_inline(const Json& value) {
  if (value.is_object()) return value.empty();
  return !value.is_array() || std::all_of(value.begin(), value.end(), is_scalar);
}

// In a snippet `$` begins a place to fill in, and `}` ends one.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '$' || c == '}' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// The branch of a choice that an object is meant as: the one whose constants it has.
const schema::Subschema* branch_of(const schema::Subschema* schema, const Json& object) {
  if (schema == nullptr) return nullptr;
  const schema::Subschema& target = schema::target_of(*schema);
  const schema::Combinators* combinators = target.keywords->combinators.get();
  if (combinators == nullptr || combinators->one_of.empty()) return &target;
  for (const schema::Subschema* branch : combinators->one_of) {
    bool is_meant = true;
    for (const auto& [key, value] : object.items()) {
      const schema::Subschema* property = schema::property_of(*branch, key);
      const auto constants = property == nullptr ? std::nullopt : schema::constants_of(*property);
      const auto is_same = [given = &value](const Json* constant) { return *constant == *given; };
      if (constants && std::none_of(constants->begin(), constants->end(), is_same)) is_meant = false;
    }
    if (is_meant) return branch;
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> scalar_text(std::string_view text, bool in_flow, char quote) {
  const bool has_control = std::any_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; });
  // Three quotes may end the docstring.
  if (has_control || text.find("\"\"\"") != std::string_view::npos || text.find("'''") != std::string_view::npos)
    return std::nullopt;
  if (quote == '"') {
    if (text.find_first_of("\"\\") != std::string_view::npos) return std::nullopt;
    return std::string(text);
  }
  if (quote == '\0' && is_plain(text, in_flow)) return std::string(text);
  std::string inner;
  for (const char c : text) {
    if (c == '\'') inner += '\'';
    inner += c;
  }
  if (inner.find("'''") != std::string::npos) return std::nullopt;
  return quote == '\'' ? inner : "'" + inner + "'";
}

std::optional<std::string> json_text(const Json& scalar, bool in_flow, char quote) {
  if (scalar.is_string()) return scalar_text(scalar.get_ref<const std::string&>(), in_flow, quote);
  if (quote != '\0' || !is_scalar(scalar)) return std::nullopt;  // in quotes it would be text
  return scalar.dump();
}

void YamlText::raw(std::string_view text) {
  plain_ += text;
  snippet_ += escaped(text);
}

void YamlText::stop(std::string_view text) {
  plain_ += text;
  snippet_ += "${" + std::to_string(++stops_) + ":" + escaped(text) + "}";
}

void YamlText::differ(std::string_view text, std::string_view snippet) {
  plain_ += text;
  snippet_ += snippet;
}

void YamlText::scalar(const Json& value, const schema::Subschema* schema, bool in_flow) {
  const std::optional<std::string> text = json_text(value, in_flow);
  if (!text) {
    is_whole_ = false;
    return;
  }
  const auto constants = schema == nullptr ? std::nullopt : schema::constants_of(*schema);
  if (constants && constants->size() == 1) return raw(*text);
  if (!constants) return stop(*text);
  std::string choice = *text;
  for (const Json* other : *constants) {
    const std::optional<std::string> option = json_text(*other, in_flow);
    if (option && *option != *text && option->find_first_of(",|$}\\") == std::string::npos) choice += "," + *option;
  }
  differ(*text, "${" + std::to_string(++stops_) + "|" + choice + "|}");
}

void YamlText::entries(const Json& object, const schema::Subschema* schema, std::uint32_t column) {
  constexpr int deepest = 20;
  if (++depth_ > deepest) is_whole_ = false;
  const schema::Subschema* branch = depth_ > deepest ? nullptr : branch_of(schema, object);
  bool is_first = true;
  for (const auto& [key, entry] : object.items()) {
    if (depth_ > deepest) break;
    if (!is_first) new_line(column);
    is_first = false;
    const std::optional<std::string> name = scalar_text(key, false);
    is_whole_ = is_whole_ && name;
    raw(name.value_or("") + ":");
    value(entry, branch == nullptr ? nullptr : schema::property_of(*branch, key), column);
  }
  --depth_;
}

void YamlText::value(const Json& value, const schema::Subschema* schema, std::uint32_t column) {
  if (is_inline(value)) {
    raw(" ");
    return inline_value(value, schema);
  }
  if (value.is_object()) {
    new_line(column + layout_.indent);
    return entries(value, schema, column + layout_.indent);
  }
  const std::uint32_t dash = column + layout_.dash_indent;
  for (const Json& item : value) {
    new_line(dash);
    raw("- ");
    if (item.is_object() && !item.empty()) {
      entries(item, nullptr, dash + 2);
    } else {
      inline_value(item, nullptr);
    }
  }
}

void YamlText::inline_value(const Json& value, const schema::Subschema* schema) {
  if (value.is_array()) {
    raw("[");
    bool is_first = true;
    for (const Json& item : value) {
      if (!is_first) raw(", ");
      is_first = false;
      is_scalar(item) ? scalar(item, nullptr, true) : inline_value(item, nullptr);
    }
    return raw("]");
  }
  if (!value.is_object()) return scalar(value, schema, false);
  raw("{");
  inline_entries(value, schema);
  raw("}");
}

void YamlText::inline_entries(const Json& object, const schema::Subschema* schema) {
  const schema::Subschema* branch = branch_of(schema, object);
  bool is_first = true;
  for (const auto& [key, entry] : object.items()) {
    if (!is_first) raw(", ");
    is_first = false;
    const std::optional<std::string> name = scalar_text(key, true);
    is_whole_ = is_whole_ && name;
    raw(name.value_or("") + ": ");
    const schema::Subschema* property = branch == nullptr ? nullptr : schema::property_of(*branch, key);
    is_scalar(entry) ? scalar(entry, property, true) : inline_value(entry, property);
  }
}

}  // namespace paas::query
