// Answers questions about templates: `preview`, `preview --as-deployed` and `preview ID`.
#pragma once

#include <string>
#include <string_view>

#include "tests/spec_runner/workspace.h"

namespace paas::spec {

/// Without an argument: a line for each resource, parameter and output with its place, and what is left out. With the
/// id of one of them: it, as YAML. After `--as-deployed `: of what the deployer of today makes.
std::string preview(const Outcome& outcome, std::string_view argument);

/// What is wrong with the templates of apps, in whatever state they are; empty if nothing.
std::string check_templates(const Outcome& outcome);

}  // namespace paas::spec
