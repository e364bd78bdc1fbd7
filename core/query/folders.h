// Folders of handlers: what follows when one moves, and what a new one holds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

/// What follows when `from`, a folder or a file with a handler, becomes `to`: absolute paths. The symbols that handlers
/// have from their paths get their new names everywhere; edits of the files as they are before. The error says why that
/// cannot be.
Result<std::vector<TextEdit>> move_folder(const App& app, std::string_view from, std::string_view to);

struct NewFile {
  std::string path;  // absolute
  std::string text;
};

/// A kind of handler, by the words of the schema: `endpoint`, `worker`, `timer`.
struct HandlerType {
  std::string name;
  std::string description;  // a sentence; may be empty
};

/// The route that a handler's folder suggests: the folders below the package, without `api` before others; empty where
/// the file is not below the package.
std::string path_of_folder(const App& app, std::string_view path);

/// The folder of a handler: in the package, whatever way it is written. The error says why none can be there.
Result<std::string> folder_of_handler(const App& app, std::string_view folder);

/// What handlers there can be.
std::vector<HandlerType> handler_types(const App& app);

/// The handler of that type and its test. `folder` is the path of its folder, in the app's package or absolute. The
/// fragment is an example of the schema.
Result<std::vector<NewFile>> new_handler(const App& app, std::string_view type, std::string_view folder);

/// A handler for a file that is there and empty: of the type that most handlers in the nearest folder around it have;
/// one with a route below `api` and where nothing tells. Fails where no handler belongs there.
Result<NewFile> fill_handler(const App& app, const std::string& path);

/// Why no app is looked for in a folder of that relative path; nothing where one is.
std::optional<std::string> why_no_folder(std::string_view path);

/// The root of an app that begins in `folder` (absolute), of the newest generation and empty. Refused where the folder
/// lies in one of the apps or holds one; handlers that lack a root are none yet.
Result<NewFile> new_root(const std::vector<std::shared_ptr<const App>>& apps, const std::string& folder);

}  // namespace paas::query
