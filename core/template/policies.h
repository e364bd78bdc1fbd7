// What an IAM policy allows, and what it allows more than another. For core/template's own use.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
#pragma once

#include <string>
#include <vector>

#include "core/template/value.h"

namespace paas::cloudformation {

struct Widening {
  std::string what;  // "`s3:GetObject` and `s3:PutObject` on `*`"
  const Origin* origin;
};

/// What `after` allows and `before` does not; each of them a policy document, or a list of policies that hold one.
/// `before`: nullptr if there was none. `only_wildcards`: only what allows actions, or whoever comes, by a `*`.
std::vector<Widening> widenings(const Value* before, const Value& after, const Origin* origin, bool only_wildcards);

}  // namespace paas::cloudformation
