// More problems than are worth listing.
#include "core/rules/rule.h"

namespace paas::rules {

extern const Rule too_many_problems;

const Rule too_many_problems{
    "too-many-problems",
    Severity::information,
    "more problems than are shown",
    R"md(
At most 1,000 problems of a file are reported.
)md",
    nullptr,
};

}  // namespace paas::rules
