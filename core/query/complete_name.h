// Names of symbols, as a place would write them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/query/complete.h"
#include "core/query/target.h"
#include "core/schema/expected.h"

namespace paas::query {

/// Calls `visit` for every name that `use` could refer to, as it is written there, in the order of definitions. What
/// only the text in `here` of `file` mentions is no name yet.
void for_each_name(const App& app, const File& file, Range here, const SymbolUse& use,
                   const std::function<void(std::string, const Place&)>& visit);

/// The variables that code may read from the environment.
Completion complete_variable(const App& app, const File& file, Range name, std::string_view before,
                             std::string_view after);

/// The variables that the app needs and nothing sets, in a shell file of its environment.
Completion complete_environment(const App& app, const File& file, std::uint32_t cursor, const CompletionStyle& style);

/// Whether some value is what `x-paas-value` calls `word`.
bool has_meaning(const std::vector<schema::Alternative>& values, std::string_view word);

/// Names beyond this many are left out, those that fit what is written last.
inline constexpr std::size_t most_items = 1'000;
/// Whether the letters of `written` occur in `name` in their order, whatever their case.
bool may_become(std::string_view written, std::string_view name);

}  // namespace paas::query
