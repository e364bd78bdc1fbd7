// The values among which a value is one.
#pragma once

#include <string>
#include <vector>

#include "core/query/meaning.h"

namespace paas::query {

struct Choice {
  const schema::Json* value;
  std::string_view meaning;  // its description; empty if it has none
  bool is_current;           // it is what stands there
};

/// What a choice of constants allows, the current value first: an `enum`, a `oneOf` of constants, or the constants by
/// which the branches around the mapping differ. Empty where any value may stand;
/// 256 at most.
std::vector<Choice> choices_of(const Meanings& meanings, const Spot& spot);

}  // namespace paas::query
