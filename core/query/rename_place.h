// Renames where no symbol stands: the path of an endpoint, the head of a handler, an index of a table.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/query/query.h"

namespace paas::query {

/// Something that has a name of its own.
struct NamedPlace {
  enum class Kind : std::uint8_t { path, handler, index };
  Kind kind;
  Renamable name;
  yaml::NodeId node;  // the value; of a handler, `no_node`
};

/// Nothing where no such thing is; the error says why it keeps its name.
std::optional<Result<NamedPlace>> find_named_place(const App& app, const File& file, std::uint32_t offset);

Result<Rename> rename_place(const App& app, const File& file, const NamedPlace& place, std::string_view new_name);

}  // namespace paas::query
