// Puts values, types and lists into words.
#include <nlohmann/json.hpp>

#include "core/schema/wording.h"
#include "core/text/characters.h"

#include <fmt/format.h>

#include <cmath>

namespace paas::schema {
namespace {

constexpr std::size_t max_code_bytes = 80;
constexpr std::size_t max_listed = 8;

}  // namespace

std::string code(std::string_view text) {
  const std::string_view shown = beginning_of(text, max_code_bytes);
  std::string out = "`";
  for (const char byte : shown) {
    const auto value = static_cast<unsigned char>(byte);
    out += byte == '`' ? '\'' : value < 0x20 || value == 0x7F ? ' ' : byte;
  }
  return out + (shown.size() < text.size() ? "...`" : "`");
}

std::string code_list(const std::vector<std::string>& texts, std::string_view conjunction) {
  const std::size_t shown = texts.size() <= max_listed + 1 ? texts.size() : max_listed;
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == texts.size();
    if (i > 0) out += last ? fmt::format(" {} ", conjunction) : std::string(", ");
    out += code(texts[i]);
  }
  if (shown < texts.size()) out += fmt::format(" {} {} more", conjunction, texts.size() - shown);
  return out;
}

std::string type_names(Types types) {
  std::vector<std::string> names;
  if (types & type_string) names.emplace_back("a string");
  if (types & type_number) names.emplace_back("a number");
  if ((types & type_integer) && !(types & type_number)) names.emplace_back("an integer");
  if (types & type_boolean) names.emplace_back("a boolean");
  if (types & type_array) names.emplace_back("a list");
  if (types & type_object) names.emplace_back("a mapping");
  if (types & type_null) names.emplace_back("null");
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
    out += names[i];
  }
  return out;
}

std::string key_names(const std::vector<std::string>& keys) {
  return (keys.size() == 1 ? "key " : "keys ") + code_list(keys, "and");
}

std::string number_text(double number) {
  if (std::abs(number) < 1e15 && std::trunc(number) == number) return fmt::format("{:.0f}", number);
  return fmt::format("{}", number);
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace paas::schema
