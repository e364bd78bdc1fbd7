// The question `graph`: what triggers what.
#pragma once

#include <string>

#include "tests/spec_runner/question.h"

namespace paas::spec {

/// A line for each edge of each app, then its circles, then the handlers that have no edge.
std::string graph_text(const Outcome& outcome);

}  // namespace paas::spec
