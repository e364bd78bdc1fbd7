// Follows the move of a folder: names that come from paths change.
#include <algorithm>
#include <set>

#include "core/query/folders.h"
#include "core/query/rename_made.h"
#include "core/query/target.h"
#include "core/text/path.h"

namespace paas::query {

namespace {

class Mover {
 public:
  Mover(const App& app, std::string_view from, std::string_view to) : app_(app), from_(from), to_(to) {}

  Result<std::vector<TextEdit>> run() {
    const FileType* type = app_.generation().type(FileKind::handler);
    if (type == nullptr || type->defines.empty()) return std::vector<TextEdit>();
    for (const Handler& handler : app_.handlers()) {
      // The words of a path in the fragment move nowhere.
      if (!moves(handler.file->path) || !handler.file->name_space.empty()) continue;
      const std::string name = name_after(handler, *type);
      if (name == handler.name_space || name.empty()) continue;
      made_.emplace_back(handler.name_space, name);
      // Most languages name a handler nowhere; looking for that in every file would take long for a large folder.
      if (app_.first_reference(app_.generation().symbol(type->defines, handler.name_space)) == nullptr) continue;
      const Result<Rename> rename = rename_symbol(app_, type->defines, handler.name_space, name);
      if (!rename) return Error{rename.error()};
      for (const TextEdit& edit : rename->edits) add(edit);
    }
    for (const TextEdit& edit : rename_made(app_, made_)) add(edit);
    std::sort(edits_.begin(), edits_.end(), [](const TextEdit& a, const TextEdit& b) {
      return a.file->path != b.file->path ? a.file->path < b.file->path : a.range.begin < b.range.begin;
    });
    return std::move(edits_);
  }

 private:
  bool moves(std::string_view path) const { return is_at_or_below(path, from_); }

  // As the deployer names it at its new place; empty outside the package, and where the file gets another name.
  std::string name_after(const Handler& handler, const FileType& type) const {
    const std::string path = std::string(to_) + handler.file->path.substr(from_.size());
    const bool keeps_name =
        path.substr(path.rfind('/') + 1) == handler.file->path.substr(handler.file->path.rfind('/') + 1);
    std::string package = app_.package();
    if (moves(package)) package = std::string(to_) + package.substr(from_.size());
    const std::string_view top = type.named_from_parent ? parent_folder(package) : std::string_view(package);
    if (!keeps_name || !path.starts_with(package + "/")) return {};
    std::string name(parent_folder(path));
    name.erase(0, std::min(name.size(), top.empty() ? 0 : top.size() + 1));
    std::replace(name.begin(), name.end(), '/', '-');
    return name;
  }

  void add(const TextEdit& edit) {
    if (seen_.insert({edit.file, edit.range.begin}).second) edits_.push_back(edit);
  }

  const App& app_;
  std::string_view from_;
  std::string_view to_;
  std::vector<std::pair<std::string, std::string>> made_;  // the names that were and come
  std::set<std::pair<const File*, std::uint32_t>> seen_;
  std::vector<TextEdit> edits_;
};

}  // namespace

Result<std::vector<TextEdit>> move_folder(const App& app, std::string_view from, std::string_view to) {
  return Mover(app, from, to).run();
}

}  // namespace paas::query
