// Reads the files that change, and puts the app together again.
#include "core/effect/changed_app.h"

#include <algorithm>
#include <map>

#include "core/app/group.h"
#include "core/text/path.h"

namespace paas::effect {

namespace {

// Of a pointer whose owner lives longer.
template <typename T>
std::shared_ptr<const T> borrowed(const T& object) {
  return {std::shared_ptr<const void>(), &object};
}

class Changer {
 public:
  Changer(const App& app, const std::vector<query::TextEdit>& edits, const std::vector<query::Move>& moves)
      : app_(app), moves_(moves), package_(moved(app.package(), moves)) {
    for (const query::TextEdit& edit : edits) edits_[edit.file->path].push_back(&edit);
  }

  std::shared_ptr<const App> run() {
    std::vector<Handler> handlers;
    handlers.reserve(app_.handlers().size());
    for (const Handler& handler : app_.handlers()) add(handler, handlers);
    std::ranges::sort(handlers, {}, [](const Handler& each) -> const std::string& { return each.file->path; });
    std::vector<std::shared_ptr<const File>> environments;
    for (const auto& environment : app_.environments()) environments.push_back(read(environment, environment->path));
    const std::shared_ptr<const File> root = app_.root_pointer();
    return std::make_shared<App>(
        package_, app_.generation_pointer(), root == nullptr ? nullptr : read(root, package_path(root->path)),
        std::move(handlers), std::move(environments), borrowed(app_.settings()),
        app_.package_file() == nullptr ? nullptr : borrowed(*app_.package_file()), app_.is_partial());
  }

 private:
  // A root moves with its package only; alone, it stays the root of the app.
  std::string package_path(const std::string& path) const {
    return package_ + path.substr(std::min(path.size(), app_.package().size()));
  }

  void add(const Handler& handler, std::vector<Handler>& handlers) const {
    const std::string path = moved(handler.file->path, moves_);
    if (file_name(path) != file_name(handler.file->path)) return;
    if (!package_.empty() && !path.starts_with(package_ + "/")) return;
    Handler after = handler;
    after.file = read(handler.file, path);
    after.dropped = false;
    const FileType* type = app_.generation().type(FileKind::handler);
    if (type != nullptr) after.name_space = name_of_handler(*after.file, package_, *type);
    handlers.push_back(std::move(after));
  }

  std::shared_ptr<const File> read(const std::shared_ptr<const File>& file, const std::string& path) const {
    const auto found = edits_.find(file->path);
    const bool is_process = file->kind == FileKind::environment && file->text.empty();
    const bool is_same = (found == edits_.end() && path == file->path) || file->trouble != Trouble::none || is_process;
    if (is_same) return file;
    std::string text = file->text;
    if (found != edits_.end()) text = edited(text, found->second);
    if (file == app_.settings().values) return parse_settings(path, std::move(text), app_.settings().stage).values;
    return analyze(path, file->kind, std::move(text), file->generation);
  }

  static std::string edited(std::string text, std::vector<const query::TextEdit*> edits) {
    std::ranges::sort(edits, std::ranges::greater(), [](const query::TextEdit* edit) { return edit->range.begin; });
    for (const query::TextEdit* edit : edits) text.replace(edit->range.begin, edit->range.size(), edit->text);
    return text;
  }

  const App& app_;
  const std::vector<query::Move>& moves_;
  const std::string package_;
  std::map<std::string_view, std::vector<const query::TextEdit*>> edits_;
};

}  // namespace

std::string moved(std::string_view path, const std::vector<query::Move>& moves) {
  for (const query::Move& move : moves) {
    if (is_at_or_below(path, move.from)) return move.to + std::string(path.substr(move.from.size()));
  }
  return std::string(path);
}

std::shared_ptr<const App> changed_app(const App& app, const std::vector<query::TextEdit>& edits,
                                       const std::vector<query::Move>& moves) {
  return Changer(app, edits, moves).run();
}

}  // namespace paas::effect
