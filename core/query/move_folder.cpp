// Follows the move of a folder: names that come from paths change.
#include <algorithm>
#include <map>
#include <set>

#include "core/names/names.h"
#include "core/query/folders.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

std::string_view parent(std::string_view path) { return path.substr(0, std::min(path.rfind('/'), path.size())); }

class Mover {
 public:
  Mover(const App& app, std::string_view from, std::string_view to) : app_(app), from_(from), to_(to) {}

  Result<FolderMove> run() {
    const FileType* type = app_.generation().type(FileKind::handler);
    if (type == nullptr || type->defines.empty()) return FolderMove();
    for (const Handler& handler : app_.handlers()) {
      // The words of a path in the fragment move nowhere.
      if (!moves(handler.file->path) || !handler.file->name_space.empty()) continue;
      const std::string name = name_after(handler, *type);
      if (name == handler.name_space) continue;
      move_.replacements.push_back({handler.file->path, handler.name_space, name});
      if (name.empty()) continue;
      made_[names::hungarorise(handler.name_space)] = {names::uppercase(handler.name_space), names::uppercase(name)};
      // Most languages name a handler nowhere; looking for that in every file would take long for a large folder.
      if (app_.first_reference(app_.generation().symbol(type->defines, handler.name_space)) == nullptr) continue;
      const Result<Rename> rename = rename_symbol(app_, type->defines, handler.name_space, name);
      if (!rename) return Error{rename.error()};
      for (const TextEdit& edit : rename->edits) add(edit);
    }
    rename_made();
    std::sort(move_.edits.begin(), move_.edits.end(), [](const TextEdit& a, const TextEdit& b) {
      return a.file->path != b.file->path ? a.file->path < b.file->path : a.range.begin < b.range.begin;
    });
    return std::move(move_);
  }

 private:
  bool moves(std::string_view path) const {
    return path == from_ || (path.starts_with(from_) && path.substr(from_.size()).starts_with('/'));
  }

  // As the deployer names it at its new place; empty outside the package, and where the file gets another name.
  std::string name_after(const Handler& handler, const FileType& type) const {
    const std::string path = std::string(to_) + handler.file->path.substr(from_.size());
    const bool keeps_name =
        path.substr(path.rfind('/') + 1) == handler.file->path.substr(handler.file->path.rfind('/') + 1);
    const std::string_view top = type.named_from_parent ? parent(app_.package()) : std::string_view(app_.package());
    if (!keeps_name || !path.starts_with(app_.package() + "/")) return {};
    std::string name(parent(path));
    name.erase(0, std::min(name.size(), top.empty() ? 0 : top.size() + 1));
    std::replace(name.begin(), name.end(), '/', '-');
    return name;
  }

  // Code that reads a resource that is made for a handler: its topic.
  void rename_made() {
    if (made_.empty() || app_.generation().made_kinds().empty()) return;
    for_each_file(app_, [&](const File& file) {
      for (const Occurrence& occurrence : file.occurrences) {
        const bool is_read = is_variable(occurrence) && !occurrence.use->defines();
        if (!is_read || !app_.definitions(occurrence.symbol).empty()) continue;
        const Variables* variables = variables_of(occurrence.symbol);
        const std::string_view written = slice(file.text, occurrence.range);
        if (variables == nullptr || !written.starts_with(variables->from + "_")) continue;
        add({&file, occurrence.range, variables->to + std::string(written.substr(variables->from.size()))});
      }
    });
  }

  struct Variables {
    std::string from;
    std::string to;
  };

  const Variables* variables_of(std::string_view symbol) const {
    const std::string_view id = symbol.substr(symbol.find(':') + 1);
    for (const std::string& kind : app_.generation().made_kinds()) {
      if (!id.ends_with(kind)) continue;
      const auto found = made_.find(id.substr(0, id.size() - kind.size()));
      if (found != made_.end()) return &found->second;
    }
    return nullptr;
  }

  void add(const TextEdit& edit) {
    if (seen_.insert({edit.file, edit.range.begin}).second) move_.edits.push_back(edit);
  }

  const App& app_;
  std::string_view from_;
  std::string_view to_;
  std::map<std::string, Variables, std::less<>> made_;  // by what their resources begin with
  std::set<std::pair<const File*, std::uint32_t>> seen_;
  FolderMove move_;
};

}  // namespace

Result<FolderMove> move_folder(const App& app, std::string_view from, std::string_view to) {
  return Mover(app, from, to).run();
}

}  // namespace paas::query
