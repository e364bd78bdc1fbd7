// Compares the templates of an app before and after a change.
#pragma once

#include <vector>

#include "core/effect/effect.h"

namespace paas::effect {

/// In the order of files. `after` is what the moves, and some edits, make of `app`. By the difference of the templates;
/// in languages of which no template is made, by the names of handlers.
std::vector<Loss> losses_between(const App& app, const App& after, const std::vector<query::Move>& moves);

}  // namespace paas::effect
