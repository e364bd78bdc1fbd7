// An index of a table, and the calls that name it.
#pragma once

#include <string_view>

#include "core/query/query.h"

namespace paas::query {

/// Gives the index whose name is the scalar `node` another one: there, and in the calls to its table that give it as
/// the schema says (`x-paas-given-as`). The note says what is not followed, and what becomes of the index.
Result<Rename> rename_index(const App& app, const File& file, yaml::NodeId node, std::string_view new_name);

}  // namespace paas::query
