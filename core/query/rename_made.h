// Code that reads what is made for handlers, when these get other names.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

/// The edits for handlers that are named otherwise: the namespaces that were, and those that come.
/// `APP_MAIL_TOPIC` reads the topic that is made for `app-mail`.
std::vector<TextEdit> rename_made(const App& app, const std::vector<std::pair<std::string, std::string>>& names);

/// The file whose handler the thing behind a symbol is made for; nullptr for all else.
const File* maker_of(const App& app, std::string_view symbol);

}  // namespace paas::query
