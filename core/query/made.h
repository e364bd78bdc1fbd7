// What is made for a file of an app.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/app/app.h"

namespace paas::query {

/// The name that everything that is made for a handler begins with, as ids have it: `TasksOrders`. Empty for all else,
/// and where the generation makes nothing by name.
std::string id_of_handler(const App& app, const File& file);
/// The logical ids of what is made for a handler: `TasksOrdersFunction`, ... In the order of the schemas.
std::vector<std::string> ids_made_for(const App& app, const File& file);
/// Whether one of the subschemas asks for what is named after the handler.
bool names_what_is_made(const App& app, const std::vector<const schema::Subschema*>& subschemas);
/// How many resources the file's own values add to the template, without those that are made once for all.
std::size_t resources_of(const App& app, const File& file);
/// Why nothing is made although the file says what: the deployer leaves the handler out. Empty if it does not.
std::string_view why_dropped(const App& app, const File& file);
/// The symbols by which others refer to the file: what it defines, and what is made for it.
std::set<std::string, std::less<>> symbols_of(const App& app, const File& file);
/// How often the other files of the app refer to those.
std::size_t references_to(const App& app, const File& file);

}  // namespace paas::query
