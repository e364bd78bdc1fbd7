// Reads defaults from the schemas that apply.
#include "core/query/force.h"

#include <algorithm>

#include "core/query/markdown.h"
#include "core/schema/keywords.h"
#include "core/schema/shape.h"

namespace paas::query {

namespace {

using schema::Json;
using schema::Subschema;

constexpr int max_depth = 8;
constexpr std::size_t max_values = 50;

// The subschemas of a property that say something about its default, from the outside in.
void add_parts(Subschemas& parts, const Subschema& subschema, int depth) {
  const Subschema& target = schema::target_of(subschema);
  parts.push_back(&target);
  if (target.keywords->combinators == nullptr || depth == 0) return;
  for (const Subschema* part : target.keywords->combinators->all_of) add_parts(parts, *part, depth - 1);
}

class Reader {
 public:
  Reader(const Meanings& meanings, bool deep) : meanings_(meanings), deep_(deep) {}

  std::vector<InForce> run(yaml::NodeId mapping) {
    read(mapping, "", max_depth);
    return std::move(values_);
  }

 private:
  void read(yaml::NodeId mapping, const std::string& path, int depth) {
    const yaml::Document& document = meanings_.document();
    const Subschemas subschemas = meanings_.of(mapping);
    if (is_full(subschemas, document.entry_count(mapping))) return;
    std::vector<std::string_view> required;
    for (const Subschema* subschema : subschemas) {
      const std::vector<std::string_view> names = schema::required_names(*subschema);
      required.insert(required.end(), names.begin(), names.end());
    }
    for (const Subschema* subschema : subschemas) {
      for (const std::string_view name : schema::property_names(*subschema)) {
        const Subschema* property = schema::property_of(*subschema, name);
        const bool is_required = std::find(required.begin(), required.end(), name) != required.end();
        if (property != nullptr && !is_required) add(mapping, name, *property, path);
      }
    }
    if (!deep_ || depth == 0) return;
    for (std::uint32_t i = 0; i < document.entry_count(mapping); ++i) {
      const yaml::Entry entry = document.entry(mapping, i);
      if (document.kind(entry.value) == yaml::Kind::mapping)
        read(entry.value, path + std::string(written(meanings_.file(), entry.key)) + ".", depth - 1);
    }
  }

  // A mapping that can take no more keys has no defaults: a matcher is `prefix` or `suffix`.
  static bool is_full(const Subschemas& subschemas, std::uint32_t count) {
    return std::any_of(subschemas.begin(), subschemas.end(), [&](const Subschema* subschema) {
      const schema::ObjectKeywords* object = subschema->keywords->object.get();
      return object != nullptr && object->count.most <= count;
    });
  }

  void add(yaml::NodeId mapping, std::string_view name, const Subschema& property, const std::string& path) {
    const std::string whole = path + std::string(name);
    const bool is_known =
        std::any_of(values_.begin(), values_.end(), [&](const InForce& value) { return value.path == whole; });
    Subschemas parts;
    add_parts(parts, property, max_depth);
    const Json* standard = keyword(parts, "default");
    if (is_known || standard == nullptr || standard->is_structured() || values_.size() == max_values) return;
    // The default of a free text is a suggestion, not what holds.
    if (standard->is_string() && !schema::constants_of(property)) return;
    const yaml::NodeId node = meanings_.document().find(mapping, name);
    InForce value{whole, yaml_flow(*standard), node == yaml::no_node, {}, {}, text_of(parts, "description")};
    if (node == yaml::no_node) {
      value.meaning = meaning_of(parts, *standard);
    } else {
      value.value = slice(meanings_.file().text, meanings_.document().range(node));
      const Subschemas here = meanings_.of(node);
      for (const Subschema* subschema : here) {
        if (keyword(*subschema, "const") != nullptr) value.meaning = text_of(*subschema, "description");
      }
    }
    if (const Json* effect = keyword(parts, schema::keywords::no_effect);
        effect != nullptr && effect->contains("always")) {
      value.value = yaml_flow(effect->at("always"));
      value.no_effect = effect->at("instead").get_ref<const std::string&>();
    }
    values_.push_back(std::move(value));
  }

  // `oneOf: [{const: default, description: 5 seconds.}, ...]`
  static std::string_view meaning_of(const Subschemas& parts, const Json& value) {
    for (const Subschema* part : parts) {
      if (part->keywords->combinators == nullptr) continue;
      for (const Subschema* branch : part->keywords->combinators->one_of) {
        const Json* constant = keyword(schema::target_of(*branch), "const");
        if (constant != nullptr && *constant == value) return text_of(schema::target_of(*branch), "description");
      }
    }
    return {};
  }

  const Meanings& meanings_;
  const bool deep_;
  std::vector<InForce> values_;
};

}  // namespace

std::vector<InForce> values_in_force(const Meanings& meanings, yaml::NodeId mapping, bool deep) {
  return Reader(meanings, deep).run(mapping);
}

}  // namespace paas::query
