// More problems than are worth listing.
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule too_many_problems;

const Rule too_many_problems{
    .code = "too-many-problems",
    .severity = Severity::information,
    .summary = "more problems than are shown",
    .explanation = R"md(
At most 1,000 problems of a file are reported.
)md",
    .check = nullptr,
};

}  // namespace paas::rules
