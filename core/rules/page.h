// The documentation of the rules as Markdown: docs/rules is made of it.
#pragma once

#include <string>

#include "core/rules/rule.h"

namespace paas {

/// The page of one rule.
std::string page_of(const Rule& rule);
/// The table of all rules, for docs/rules/README.md.
std::string index_of_rules();

}  // namespace paas
