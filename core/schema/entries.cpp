// Writes scalars as YAML 1.1 reads them.
#include "core/schema/entries.h"

#include <nlohmann/json.hpp>

#include "core/schema/wording.h"

namespace paas::schema {

namespace {

std::string flow_text(const Json& value) {
  if (value.is_string()) return yaml::scalar_text(value.get_ref<const std::string&>());
  std::string text;
  if (value.is_array()) {
    for (const auto& item : value) text += (text.empty() ? "" : ", ") + flow_text(item);
    return "[" + text + "]";
  }
  if (value.is_object()) {
    for (const auto& [key, item] : value.items())
      text += (text.empty() ? "" : ", ") + yaml::scalar_text(key) + ": " + flow_text(item);
    return "{" + text + "}";
  }
  return value.dump();
}

}  // namespace

yaml::NewEntry entry_of(std::string_view key, const Json& value) {
  yaml::NewEntry entry{yaml::scalar_text(key)};
  if (!value.is_object() || value.empty()) {
    entry.value = flow_text(value);
    return entry;
  }
  for (const auto& [name, item] : value.items()) entry.children.push_back(entry_of(name, item));
  return entry;
}

std::string title_of(const yaml::NewEntry& entry) {
  constexpr std::size_t short_enough = 40;
  const std::string line = entry.key + ": " + entry.value;
  return code(entry.children.empty() && line.size() <= short_enough ? line : entry.key);
}

}  // namespace paas::schema
