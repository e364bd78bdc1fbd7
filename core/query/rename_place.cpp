// Finds what has a name that is no symbol's, and renames it.
#include "core/query/rename_place.h"

#include <algorithm>

#include "core/query/code.h"
#include "core/query/folders.h"
#include "core/query/meaning.h"
#include "core/query/rename_index.h"
#include "core/query/rename_made.h"
#include "core/query/rewrite.h"
#include "core/query/target.h"
#include "core/schema/wording.h"
#include "core/text/path.h"

namespace paas::query {

namespace {

using schema::code;

// The text of a scalar without its quotes.
Range inside_quotes(const File& file, yaml::NodeId node) {
  const Range range = file.document.range(node);
  return file.document[node].quoted && range.size() >= 2 ? Range{range.begin + 1, range.end - 1} : range;
}

// The folder of a handler below the package.
std::string folder_of(const App& app, const File& file) {
  const std::string folder(parent_folder(file.path));
  return folder.starts_with(app.package() + "/") ? folder.substr(app.package().size() + 1) : std::string();
}

std::optional<Result<NamedPlace>> find_head(const App& app, const File& file, std::uint32_t offset) {
  const FileType* type = app.generation().type(FileKind::handler);
  const bool has_head = type != nullptr && !type->key.empty() && !type->defines.empty() &&
                        type->docstring == Docstring::module && app.handler_of(file) != nullptr;
  if (!has_head) return std::nullopt;
  if (const std::optional<Range> function = function_of(app, file); function && function->touches(offset)) {
    return Result<NamedPlace>(Error{"Lambda starts the function " + code(slice(file.text, *function)) +
                                    ", so it keeps its name; to rename the handler, rename at " + code(type->key) +
                                    ", which moves its folder"});
  }
  if (file.infra == yaml::no_node || !file.fragment_head().touches(offset)) return std::nullopt;
  std::string folder = folder_of(app, file);
  if (folder.empty())
    return Result<NamedPlace>(
        Error{"the handler stands in the package's own folder, which cannot be renamed here; move the file"});
  return Result<NamedPlace>(
      NamedPlace{NamedPlace::Kind::handler, {file.fragment_head(), std::move(folder)}, yaml::no_node});
}

// A value that names what is made by the words of its path.
std::optional<Result<NamedPlace>> find_path(const App& app, const File& file, std::uint32_t offset) {
  for (const Occurrence& occurrence : file.occurrences) {
    const bool is_path = occurrence.use->name.find("{words}") != std::string::npos && occurrence.use->defines();
    if (!is_path || !occurrence.range.touches(offset) || app.handler_of(file) == nullptr) continue;
    if (file.document.kind(occurrence.node) != yaml::Kind::string) continue;
    return Result<NamedPlace>(
        NamedPlace{NamedPlace::Kind::path,
                   {inside_quotes(file, occurrence.node), std::string(file.document.text(occurrence.node))},
                   occurrence.node});
  }
  return std::nullopt;
}

std::optional<Result<NamedPlace>> find_index(const File& file, std::uint32_t offset) {
  if (file.kind != FileKind::root || !file.fragment.range.contains(offset)) return std::nullopt;
  const Meanings meanings(file);
  const std::optional<Spot> spot = meanings.at(offset);
  if (!spot || spot->at_key || file.document.kind(spot->node) != yaml::Kind::string) return std::nullopt;
  if (!means(meanings.of(spot->node), "index")) return std::nullopt;
  return Result<NamedPlace>(NamedPlace{NamedPlace::Kind::index,
                                       {inside_quotes(file, spot->node), std::string(file.document.text(spot->node))},
                                       spot->node});
}

Result<Rename> rename_path(const App& app, const File& file, const NamedPlace& place, std::string_view new_name) {
  const Result<Rewritten> rewritten = rewrite(file, place.node, new_name);
  if (!rewritten) return Error{rewritten.error()};
  Rename rename;
  rename.edits.push_back(rewritten->edit);
  for (const TextEdit& edit : rename_made(app, {{file.name_space, rewritten->file->name_space}}))
    rename.edits.push_back(edit);
  return rename;
}

Result<Rename> rename_handler(const App& app, const File& file, std::string_view new_name) {
  const std::string from(parent_folder(file.path));
  const Result<std::string> to = folder_of_handler(app, new_name);
  if (!to) return Error{to.error()};
  if (*to == from) return Rename();
  if (is_at_or_below(*to, from) || is_at_or_below(from, *to))
    return Error{"a folder cannot move into itself: from " + from + " to " + *to};
  for (const Handler& other : app.handlers()) {
    const std::string_view folder = parent_folder(other.file->path);
    if (other.file.get() != &file && is_at_or_below(folder, from))
      return Error{"the folder " + from + " holds other handlers, which would move along; move it by hand"};
    if (is_at_or_below(folder, *to)) return Error{"there is a folder " + *to + " already, with handlers in it"};
  }
  Result<std::vector<TextEdit>> edits = move_folder(app, from, *to);
  if (!edits) return Error{edits.error()};
  return Rename{std::move(*edits), {{from, *to}}, {}};
}

}  // namespace

std::optional<Result<NamedPlace>> find_named_place(const App& app, const File& file, std::uint32_t offset) {
  if (auto path = find_path(app, file, offset)) return path;
  if (auto head = find_head(app, file, offset)) return head;
  return find_index(file, offset);
}

Result<Rename> rename_place(const App& app, const File& file, const NamedPlace& place, std::string_view new_name) {
  if (new_name == place.name.text) return Rename();
  switch (place.kind) {
    case NamedPlace::Kind::path:
      return rename_path(app, file, place, new_name);
    case NamedPlace::Kind::handler:
      return rename_handler(app, file, new_name);
    case NamedPlace::Kind::index:
      break;
  }
  return rename_index(app, file, place.node, new_name);
}

}  // namespace paas::query
