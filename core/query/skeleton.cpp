// Makes values that fit a schema.
#include <nlohmann/json.hpp>

#include <algorithm>

#include "core/query/yaml_text.h"

namespace paas::query {

namespace {

using schema::Alternative;
using schema::Json;
using yaml::NodeId;

constexpr int deepest = 8;

NodeId build(yaml::Builder& builder, const Json& value) {
  if (value.is_object()) {
    std::vector<yaml::Entry> entries;
    for (const auto& [key, entry] : value.items()) entries.push_back({builder.string({}, key), build(builder, entry)});
    return builder.mapping({}, entries);
  }
  if (value.is_array()) {
    std::vector<NodeId> items;
    for (const Json& item : value) items.push_back(build(builder, item));
    return builder.sequence({}, items);
  }
  if (value.is_string()) return builder.string({}, value.get_ref<const std::string&>());
  if (value.is_boolean()) return builder.boolean({}, value.get<bool>());
  if (value.is_number_integer()) return builder.integer({}, value.get<std::int64_t>());
  if (value.is_number()) return builder.number({}, value.get<double>());
  return builder.null({});
}

// What the parts of an alternative give as default, or as example, that fits it.
std::optional<Json> given(const Alternative& alternative, bool examples) {
  for (auto each = alternative.parts.rbegin(); each != alternative.parts.rend(); ++each) {
    const schema::Subschema* part = *each;
    if (!part->source->is_object()) continue;
    const auto found = part->source->find(examples ? "examples" : "default");
    if (found == part->source->end() || (examples && (!found->is_array() || found->empty()))) continue;
    const Json& value = examples ? found->front() : *found;
    if (fits(alternative, value)) return value;
  }
  return std::nullopt;
}

std::optional<Json> given(const std::vector<Alternative>& alternatives, bool examples_first) {
  for (const bool examples : {examples_first, !examples_first}) {
    for (const Alternative& each : alternatives) {
      if (auto value = given(each, examples)) return value;
    }
  }
  return std::nullopt;
}

Json made(const Alternative& alternative, int depth);

Json made(const std::vector<Alternative>& alternatives, int depth) {
  if (auto value = given(alternatives, false)) return *value;
  return alternatives.empty() || depth == 0 ? Json() : made(alternatives.front(), depth);
}

Json made_object(const Alternative& alternative, int depth) {
  static const yaml::Document nothing;
  Json object = Json::object();
  for (const schema::ExpectedKey& key : schema::expected_keys(alternative)) {
    if (!key.is_required) continue;
    const schema::PathStep step{nothing.root(), false, key.name};
    object[std::string(key.name)] =
        made(schema::expected_value({alternative}, nothing, step, yaml::no_node), depth - 1);
  }
  return object;
}

Json made_scalar(schema::Types types) {
  if ((types & schema::type_string) != 0) return "";
  if ((types & schema::type_integer) != 0) return 1;
  if ((types & schema::type_boolean) != 0) return true;
  return {};
}

// What is required, and nothing else.
Json made(const Alternative& alternative, int depth) {
  static const yaml::Document nothing;
  for (const schema::Subschema* part : alternative.parts) {
    for (const Json* constant : schema::own_constants(*part)) {
      if (fits(alternative, *constant)) return *constant;
    }
  }
  const schema::Types types = schema::accepted_types(alternative);
  if (types == schema::any_type || (types & ~(schema::type_object | schema::type_array)) != 0)
    return made_scalar(types);
  if ((types & schema::type_object) != 0) return made_object(alternative, depth);
  Json list = Json::array();
  if (schema::least_count(alternative) == 0) return list;
  const schema::PathStep step{nothing.root(), true, {}};
  list.push_back(made(schema::expected_value({alternative}, nothing, step, yaml::no_node), depth - 1));
  return list;
}

}  // namespace

bool fits(const Alternative& alternative, const Json& value) {
  yaml::Builder builder;
  const NodeId root = build(builder, value);
  const yaml::Document document = builder.finish(root);
  return std::all_of(alternative.parts.begin(), alternative.parts.end(),
                     [&](const schema::Subschema* part) { return schema::fits(*part, document, root); });
}

bool fits(const std::vector<Alternative>& alternatives, const Json& value) {
  return std::any_of(alternatives.begin(), alternatives.end(),
                     [&](const Alternative& each) { return fits(each, value); });
}

Json skeleton(const std::vector<Alternative>& alternatives, bool examples_first) {
  if (auto value = given(alternatives, examples_first)) return *value;
  return alternatives.empty() ? Json() : made(alternatives.front(), deepest);
}

}  // namespace paas::query
