// Turns JSON into documents, for tests whose instances are JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "core/yaml/document.h"

namespace paas::test {

inline yaml::NodeId add_json(yaml::Builder& builder, const nlohmann::ordered_json& value) {
  if (value.is_null()) return builder.null({});
  if (value.is_boolean()) return builder.boolean({}, value.get<bool>());
  const bool fits = value.is_number_integer() && (!value.is_number_unsigned() ||
                                                  value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX));
  if (fits) return builder.integer({}, value.get<std::int64_t>());
  if (value.is_number()) return builder.number({}, value.get<double>());
  if (value.is_string()) return builder.string({}, value.get<std::string>());
  if (value.is_array()) {
    std::vector<yaml::NodeId> items;
    for (const auto& item : value) items.push_back(add_json(builder, item));
    return builder.sequence({}, items);
  }
  std::vector<yaml::Entry> entries;
  for (const auto& [key, child] : value.items()) {
    const yaml::NodeId name = builder.string({}, key);
    entries.push_back({name, add_json(builder, child)});
  }
  return builder.mapping({}, entries);
}

inline yaml::Document json_document(const nlohmann::ordered_json& value) {
  yaml::Builder builder;
  const yaml::NodeId root = add_json(builder, value);
  return builder.finish(root);
}

}  // namespace paas::test
