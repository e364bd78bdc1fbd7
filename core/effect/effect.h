// What a change does to the app: what is refused then, what is replaced, and whose data is lost.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/query/folders.h"
#include "core/query/query.h"
#include "core/query/refactor.h"

namespace paas::effect {

/// Things of the template that the change deletes, whether others come in their place or not; or that CloudFormation
/// refuses to change.
struct Loss {
  const File* file;         // that they are made for, before the change
  std::string label;        // "replaces app-mail by app-letters"
  std::string description;  // with every logical id; plain text, without a full stop
};

struct Rename {
  query::Rename edit;
  std::vector<Loss> losses;
};

/// query::rename, looked at from all sides: a name that makes a mistake is refused, for the reason that its rule gives.
/// The losses, which cost more than all else, are looked for only where somebody is told.
Result<Rename> rename(const App& app, const File& file, std::uint32_t offset, std::string_view new_name,
                      bool wants_losses);

/// Those of query::refactorings that bring no error.
std::vector<query::Refactoring> refactorings(const App& app, const File& file, std::uint32_t offset);

struct FolderMove {
  std::vector<query::TextEdit> edits;  // of the files as they are before the move
  std::vector<Loss> losses;
};

/// query::move_folder, and what follows from it.
Result<FolderMove> move_folder(const App& app, std::string_view from, std::string_view to);

}  // namespace paas::effect
