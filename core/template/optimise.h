// A template with fewer resources that does the same.
#pragma once

#include <cstddef>

#include "core/template/template.h"

namespace paas::cloudformation {

struct Saved {
  std::size_t roles = 0;
  std::size_t policies = 0;
};

/// Merges roles that are trusted alike and have the same policies: the first stays, with its policies, and what refers
/// to the others refers to it. Linear in the template.
Saved optimise(Template& whole);

}  // namespace paas::cloudformation
