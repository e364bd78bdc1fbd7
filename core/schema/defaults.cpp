// Reads defaults from the source of schemas, following references.
#include "core/schema/defaults.h"

#include <nlohmann/json.hpp>

#include "core/schema/compiled.h"

namespace paas::schema {

namespace {

// Combinations of combinations; deeper ones say nothing new.
constexpr int max_default_depth = 6;

void add_properties(const Subschema& mapping, std::string_view key, int depth, std::vector<const Subschema*>& found) {
  const Subschema::Keywords& keywords = *target_of(mapping).keywords;
  if (depth == 0) return;
  if (keywords.object != nullptr) {
    const std::size_t at = keywords.object->find(key);
    const Subschema* schema = at == ObjectKeywords::none ? nullptr : keywords.object->table[at].schema;
    if (schema != nullptr && !target_of(*schema).keywords->refuses_all) found.push_back(&target_of(*schema));
  }
  if (keywords.combinators == nullptr) return;
  for (const auto* branches :
       {&keywords.combinators->all_of, &keywords.combinators->any_of, &keywords.combinators->one_of}) {
    for (const Subschema* branch : *branches) add_properties(*branch, key, depth - 1, found);
  }
}

std::optional<Json> empty_value(Types types) {
  if (types == any_type) return std::nullopt;
  if ((types & type_string) != 0) return "";
  if ((types & type_integer) != 0) return 0;
  if ((types & type_boolean) != 0) return false;
  if ((types & type_array) != 0) return Json::array();
  if ((types & type_object) != 0) return Json::object();
  return std::nullopt;
}

std::optional<Json> default_of(const Subschema& schema, int depth) {
  const Subschema& target = target_of(schema);
  const Json& source = *target.source;
  if (!source.is_object() || depth == 0) return std::nullopt;
  for (const char* keyword : {"default", "const"}) {
    if (const auto found = source.find(keyword); found != source.end()) return *found;
  }
  for (const char* keyword : {"enum", "examples"}) {
    const auto found = source.find(keyword);
    if (found != source.end() && found->is_array() && !found->empty()) return found->front();
  }
  if (target.keywords->combinators != nullptr) {
    for (const Subschema* branch : target.keywords->combinators->all_of) {
      if (auto found = default_of(*branch, depth - 1)) return found;
    }
  }
  return empty_value(target.keywords->types);
}

}  // namespace

std::vector<const Subschema*> properties_at(const Subschema& mapping, std::string_view key) {
  std::vector<const Subschema*> found;
  add_properties(mapping, key, max_default_depth, found);
  return found;
}

std::optional<Json> default_of(const Subschema& schema) { return default_of(schema, max_default_depth); }

}  // namespace paas::schema
