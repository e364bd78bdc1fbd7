// What else a change brings: errors that were not there, in the files that it touches and beside them.
#pragma once

#include <map>
#include <string>

#include "core/rules/engine/trial.h"

namespace paas {

struct Errors {
  std::size_t all = 0;
  std::size_t conflicts = 0;  // of things of which an app can have only one
};

/// How many more errors than now each file of the app has with other texts: those that the texts change, and those
/// that define what these define. `texts`: by path. `known`: a trial of one of them with these texts, if there is one.
/// Its cost does not grow with the app.
Errors new_errors(const App& app, const std::map<std::string, std::string>& texts, const Trial* known = nullptr);

}  // namespace paas
