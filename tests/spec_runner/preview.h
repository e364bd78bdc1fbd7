// Answers questions about templates: `preview`, `preview --as-deployed`, `preview ID` and `preview-diff`.
#pragma once

#include <string>
#include <string_view>

#include "tests/spec_runner/workspace.h"

namespace paas::spec {

/// Without an argument: a line for each resource, parameter and output with its place, and what is left out. With the
/// id of one of them: it, as YAML. After `--as-deployed `: of what the deployer of today makes.
std::string preview(const Outcome& outcome, std::string_view argument);
/// Answers `preview-diff`: what the last edit changed in the template of the first app.
std::string preview_diff(const Outcome& before, const Outcome& after);

/// What is wrong with the templates of apps, in whatever state they are; empty if nothing.
std::string check_templates(const Outcome& outcome);

}  // namespace paas::spec
