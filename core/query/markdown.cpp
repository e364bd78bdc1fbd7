// Escapes texts for Markdown and writes examples as YAML.
#include "core/query/markdown.h"
#include "core/text/characters.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace paas::query {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t max_code = 200;
constexpr int max_depth = 20;

// A text that YAML 1.1 takes for itself without quotes, in flow and in block style.
bool is_plain(std::string_view text) {
  constexpr std::array<std::string_view, 10> words{"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan"};
  if (text.empty() || text.back() == ' ' || text.back() == ':') return false;
  // `5 minutes` is a text; `5` and `2001-12-14 21:59` are none.
  const std::size_t blank = text.find(' ');
  const bool is_number_first = is_digit(text.front()) && blank != std::string_view::npos && is_letter(text[blank + 1]);
  if (!is_letter(text.front()) && !is_number_first) return false;
  if (std::find(words.begin(), words.end(), to_lower(text)) != words.end()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':' && text[i + 1] == ' ') return false;
    const bool is_fine =
        is_letter(c) || is_digit(c) || c == ' ' || c == '-' || c == '_' || c == '.' || c == '/' || c == ':';
    if (!is_fine) return false;
  }
  return true;
}

std::string scalar(const Json& value) {
  if (value.is_string() && is_plain(value.get_ref<const std::string&>())) return value;
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string flow(const Json& value, int depth) {
  if (!value.is_structured()) return scalar(value);
  if (depth == 0) return value.is_array() ? "[...]" : "{...}";
  std::string text;
  for (const auto& [key, item] : value.items()) {
    if (!text.empty()) text += ", ";
    if (value.is_object()) text += scalar(Json(key)) + ": ";
    text += flow(item, depth - 1);
  }
  return value.is_array() ? "[" + text + "]" : "{" + text + "}";
}

bool is_flat(const Json& value) {
  return value.empty() || !value.is_structured() ||
         (value.is_array() &&
          std::none_of(value.begin(), value.end(), [](const Json& item) { return item.is_structured(); }));
}

void write_block(std::string& out, const Json& value, std::size_t indent, int depth) {
  const std::string margin(indent, ' ');
  bool is_first = true;
  for (const auto& [key, item] : value.items()) {
    // The first entry of an item stands behind its dash.
    if (!is_first || value.is_array()) out += margin;
    is_first = false;
    if (value.is_array()) {
      out += "- ";
      if (item.is_object() && !item.empty() && depth > 0) {
        write_block(out, item, indent + 2, depth - 1);
      } else {
        out += flow(item, depth) + "\n";
      }
      continue;
    }
    out += scalar(Json(key)) + ":";
    if (is_flat(item) || depth == 0) {
      out += " " + flow(item, depth) + "\n";
      continue;
    }
    out += "\n";
    const std::size_t inner = item.is_array() ? indent : indent + 2;
    if (item.is_object()) out += std::string(inner, ' ');
    write_block(out, item, inner, depth - 1);
  }
}

}  // namespace

std::string code_span(std::string_view text) {
  const std::string_view shown = beginning_of(text, max_code);
  std::string content;
  std::size_t run = 0;
  std::size_t longest = 0;
  for (const char c : shown) {
    const auto value = static_cast<unsigned char>(c);
    content += value < 0x20 || value == 0x7F ? ' ' : c;
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  if (shown.size() < text.size()) content += "...";
  if (content.empty()) content = " ";
  const std::string fence(longest + 1, '`');
  const std::string pad = content.front() == '`' || content.back() == '`' ? " " : "";
  return fence + pad + content + pad + fence;
}

std::string code_spans(const std::vector<std::string>& texts, std::size_t more) {
  std::string out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += i + 1 == texts.size() && more == 0 ? " and " : ", ";
    out += code_span(texts[i]);
  }
  return more == 0 ? out : out + " and " + std::to_string(more) + " more";
}

std::string prose(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '`') {
      const std::size_t end = text.find('`', i + 1);
      if (end != std::string_view::npos) {
        out += code_span(text.substr(i + 1, end - i - 1));
        i = end;
        continue;
      }
    }
    const bool is_control = static_cast<unsigned char>(c) < 0x20;
    const bool is_special = c == '<' || c == '>' || c == '[' || c == ']' || c == '&' || c == '\\' || c == '`' ||
                            c == '|' || (c == '#' && out.empty());
    if (is_special) out += '\\';
    out += is_control ? ' ' : c;
  }
  return out;
}

std::string yaml_fence(std::string_view key, const Json& value) {
  Json entry = Json::object();
  entry[std::string(key)] = value;
  std::string out = "```yaml\n";
  write_block(out, entry, 0, max_depth);
  return out + "```";
}

std::string yaml_flow(const Json& value) { return flow(value, max_depth); }

void add_paragraph(std::string& text, std::string_view paragraph) {
  if (paragraph.empty()) return;
  if (!text.empty()) text += "\n\n";
  text += paragraph;
}

}  // namespace paas::query
