// What a schema allows at a place of a document that is not finished.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/schema/shape.h"

namespace paas::schema {

/// One way to fit: a value has to fit all of `parts`, whose references and combinations are unfolded. Those that say
/// the most about just this place come last: what is shared (`allOf`), then what shares it, then the branch of a
/// choice.
struct Alternative {
  std::vector<const Subschema*> parts;
  int penalty = 0;  // what speaks against it in the document
};

/// One step from a collection to what is in it.
struct PathStep {
  yaml::NodeId node;
  bool is_item = false;
  std::string_view key = {};
};

/// A key that a mapping may have.
struct ExpectedKey {
  std::string_view name;
  const Subschema* schema = nullptr;  // nullptr: the name is only required
  bool is_required = false;
};

/// The alternatives for `node`, to which `path` leads, as far as the rest of the document has not decided between them.
/// Nothing that is missing speaks against one, and what is mistaken only where it fits another better. For a value
/// that is not there yet `node` stands for what it may become: an empty collection, or `no_node` for a scalar. Empty
/// where nothing can fit.
std::vector<Alternative> expected(const Subschema& root, const yaml::Document& document, std::span<const PathStep> path,
                                  yaml::NodeId node);

/// The alternatives for what a key of such a mapping, or an item of such a list, leads to.
std::vector<Alternative> expected_value(const std::vector<Alternative>& alternatives, const yaml::Document& document,
                                        const PathStep& step, yaml::NodeId node);

/// The keys that have names, in the schema's order; those that `parts` refuse are left out.
std::vector<ExpectedKey> expected_keys(const Alternative& alternative);
/// The subschema of keys without a name; nullptr if there are none.
const Subschema* expected_other_key(const Alternative& alternative);
/// Whether the key may stand there.
bool allows_key(const Alternative& alternative, std::string_view name);

/// The types that a value may have.
Types accepted_types(const Alternative& alternative);
/// Whether some part says how the presence of one key bears on others.
bool has_conditions(const Alternative& alternative);
/// The least count of entries and items.
std::size_t least_count(const Alternative& alternative);
std::size_t most_count(const Alternative& alternative);

/// What `enum` and `const` of a subschema itself allow; empty if they say nothing.
std::span<const Json* const> own_constants(const Subschema& schema);
/// Whether the node fits.
bool fits(const Subschema& schema, const yaml::Document& document, yaml::NodeId node);

}  // namespace paas::schema
