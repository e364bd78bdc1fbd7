// An app as it would be: with other texts in some of its files, and folders at other places.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/query/query.h"

namespace paas::effect {

/// Where a path is after the moves.
std::string moved(std::string_view path, const std::vector<query::Move>& moves);

/// The app after the edits and then the moves. Handlers that leave the package are gone. Must not outlive `app`. Costs
/// what changed, and the index of the app.
std::shared_ptr<const App> changed_app(const App& app, const std::vector<query::TextEdit>& edits,
                                       const std::vector<query::Move>& moves);

}  // namespace paas::effect
