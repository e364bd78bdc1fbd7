// Finds the choices that a value is one of.
#include "core/query/choices.h"

#include <algorithm>

#include "core/schema/equality.h"
#include "core/schema/shape.h"

namespace paas::query {

namespace {

using schema::Json;
using schema::Subschema;

// Nobody reads more.
constexpr std::size_t max_choices = 256;

class Finder {
 public:
  Finder(const Meanings& meanings, const Spot& spot) : meanings_(meanings), spot_(spot) {}

  std::vector<Choice> run() {
    const Subschemas here = meanings_.of(spot_.node);
    for (const Subschema* subschema : here) add_own(*subschema);
    const yaml::NodeId mapping =
        choices_.empty() && spot_.key != yaml::no_node ? meanings_.mapping_around(spot_.key) : yaml::no_node;
    if (mapping != yaml::no_node) {
      for (const Subschema* subschema : meanings_.of(mapping)) add_of_branches(*subschema);
    }
    // A constant without a choice is one all the same.
    for (const Subschema* subschema : here) {
      if (choices_.empty()) add_constants(*subschema, text_of(*subschema, "description"));
    }
    std::stable_partition(choices_.begin(), choices_.end(), [](const Choice& choice) { return choice.is_current; });
    return std::move(choices_);
  }

 private:
  void add(const Json& value, std::string_view meaning) {
    const bool is_current = schema::equals(meanings_.document(), spot_.node, value);
    if (choices_.size() >= max_choices && !is_current) return;
    const auto known =
        std::find_if(choices_.begin(), choices_.end(), [&](const Choice& choice) { return *choice.value == value; });
    if (known != choices_.end()) return;
    choices_.push_back({&value, meaning, is_current});
  }

  void add_constants(const Subschema& subschema, std::string_view meaning) {
    const auto constants = schema::constants_of(subschema);
    if (!constants) return;
    for (const Json* constant : *constants) add(*constant, meaning);
  }

  void add_own(const Subschema& subschema) {
    if (keyword(subschema, "enum") != nullptr) add_constants(subschema, {});
    if (subschema.keywords->combinators == nullptr || !schema::constants_of(subschema)) return;
    for (const auto* branches : {&subschema.keywords->combinators->one_of, &subschema.keywords->combinators->any_of}) {
      for (const Subschema* branch : *branches)
        add_constants(*branch, text_of(schema::target_of(*branch), "description"));
    }
  }

  // `oneOf: [{properties: {type: {const: bucket}}}, ...]`
  void add_of_branches(const Subschema& subschema) {
    if (subschema.keywords->combinators == nullptr) return;
    const std::string_view key = meanings_.document().text(spot_.key);
    for (const auto* branches : {&subschema.keywords->combinators->one_of, &subschema.keywords->combinators->any_of}) {
      for (const Subschema* branch : *branches) {
        const Subschema* property = schema::property_of(*branch, key);
        if (property != nullptr) add_constants(*property, text_of(schema::target_of(*property), "description"));
      }
    }
  }

  const Meanings& meanings_;
  const Spot& spot_;
  std::vector<Choice> choices_;
};

}  // namespace

std::vector<Choice> choices_of(const Meanings& meanings, const Spot& spot) { return Finder(meanings, spot).run(); }

}  // namespace paas::query
