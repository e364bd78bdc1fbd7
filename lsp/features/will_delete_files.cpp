// A file or folder is about to be deleted: the person hears what data goes with it, and what is wrong in the rest then.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/rules/rule.h"
#include "core/template/difference.h"
#include "core/text/path.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/edit.h"

namespace paas::lsp::features {

namespace {

using Paths = std::vector<std::string>;

// Of larger apps only what is lost is said: checking all that stays would keep the person waiting.
constexpr std::size_t many_handlers = 1000;
constexpr std::size_t most_lines = 5;

void announce_will_delete_files(const Client& client, Json& capabilities) {
  if (!client.has({"workspace", "fileOperations", "willDelete"})) return;
  capabilities["workspace"]["fileOperations"]["willDelete"] = every_file();
}

bool is_deleted(const std::string& path, const Paths& deleted) {
  return std::ranges::any_of(deleted, [&](const std::string& each) { return is_at_or_below(path, each); });
}

std::vector<const File*> files_of(const App& app) {
  std::vector<const File*> files;
  if (app.root() != nullptr) files.push_back(app.root());
  for (const Handler& handler : app.handlers()) files.push_back(handler.file.get());
  return files;
}

Workspace without(const Workspace& workspace, const Paths& deleted) {
  std::map<std::string, std::shared_ptr<const File>> versions;
  for (const Source& source : workspace.sources) {
    if (is_deleted(source.file->path, deleted)) versions[source.file->path] = nullptr;
  }
  return workspace.with(versions);
}

std::shared_ptr<const App> app_at(const Workspace& workspace, const std::string& package) {
  const auto found = std::ranges::find(workspace.apps, package, [](const auto& app) { return app->package(); });
  return found == workspace.apps.end() ? nullptr : *found;
}

std::string plain(std::string text) {
  std::erase(text, '`');
  return text;
}

/// What is lost of one app, and what is wrong in its other files then.
class Loss {
 public:
  Loss(const App& before, const App* after, const Paths& deleted) : before_(before), after_(after), deleted_(deleted) {}

  bool add_to(WorkspaceEdit& edit) const {
    const bool has_data = add_data(edit);
    return add_problems(edit) || has_data;
  }

 private:
  bool add_data(WorkspaceEdit& edit) const {
    using namespace cloudformation;
    const Recipes* recipes = recipes_of(before_.generation(), Mode::meant);
    if (recipes == nullptr) return false;
    const Template was = make_template(before_, *recipes);
    const Template is = after_ == nullptr ? Template() : make_template(*after_, *recipes);
    const Difference difference = compare(was, is);
    if (!difference.has(Danger::data_loss)) return false;
    std::string description;
    std::size_t count = 0;
    for (const Warning& warning : difference.warnings) {
      if (warning.danger != Danger::data_loss || ++count > most_lines) continue;
      description += fmt::format("{}{} {}", description.empty() ? "" : "; ", warning.id, warning.message);
    }
    if (count > most_lines) description += fmt::format("; and {} more", count - most_lines);
    const std::string id = "loses " + before_.package();
    edit.annotate(id, plain("the next deployment " + summary(difference)), plain(description), true);
    // An annotation is shown with an edit only, so here is one that changes nothing.
    edit.change(*shown_file(), {0, 0}, "", id);
    return true;
  }

  // The root stays, or is what goes; else a handler that goes.
  const File* shown_file() const {
    if (before_.root() != nullptr) return before_.root();
    const std::vector<const File*> files = files_of(before_);
    const auto gone = std::ranges::find_if(files, [&](const File* file) { return is_deleted(file->path, deleted_); });
    return gone == files.end() ? files.front() : *gone;
  }

  bool add_problems(WorkspaceEdit& edit) const {
    if (after_ == nullptr || before_.handlers().size() > many_handlers) return false;
    std::size_t count = 0;
    for (const File* file : files_of(*after_)) {
      const std::shared_ptr<const File> old = before_.find_file(file->path);
      if (old == nullptr) continue;
      std::multiset<std::pair<std::string_view, std::string>> known;
      const std::vector<Diagnostic> before = check_file(before_, *old);
      for (const Diagnostic& diagnostic : before) known.emplace(diagnostic.rule->code, diagnostic.message);
      for (const Diagnostic& diagnostic : check_file(*after_, *file)) {
        if (diagnostic.severity > Severity::warning) continue;
        const auto same = known.find({diagnostic.rule->code, diagnostic.message});
        if (same != known.end()) {
          known.erase(same);
        } else if (++count <= most_lines) {
          add_problem(edit, *old, diagnostic, count);
        }
      }
    }
    return count > 0;
  }

  static void add_problem(WorkspaceEdit& edit, const File& file, const Diagnostic& diagnostic, std::size_t number) {
    const std::string id = fmt::format("breaks {} {}", file.path, number);
    edit.annotate(id, fmt::format("then wrong: {}", diagnostic.rule->code), plain(diagnostic.message), true);
    edit.change(file, {diagnostic.range.begin, diagnostic.range.begin}, "", id);
  }

  const App& before_;
  const App* after_;
  const Paths& deleted_;
};

Result<Json> answer_will_delete_files(const Request& request) {
  Paths deleted;
  for (const Json& file : request.params.at("files")) {
    if (auto path = path_of_uri(file.at("uri").get_ref<const std::string&>())) deleted.push_back(std::move(*path));
  }
  std::vector<std::shared_ptr<const App>> concerned;
  for (const auto& app : request.index.workspace().apps) {
    const std::vector<const File*> files = files_of(*app);
    if (std::ranges::any_of(files, [&](const File* file) { return is_deleted(file->path, deleted); }))
      concerned.push_back(app);
  }
  if (concerned.empty() || !request.client.takes_annotations()) return Json();
  const Workspace rest = without(request.index.workspace(), deleted);
  WorkspaceEdit edit(request);
  bool is_empty = true;
  for (const auto& app : concerned) {
    const bool keeps_root = app->root() == nullptr || !is_deleted(app->root()->path, deleted);
    const auto after = keeps_root ? app_at(rest, app->package()) : nullptr;
    is_empty = !Loss(*app, after.get(), deleted).add_to(edit) && is_empty;
  }
  if (is_empty) return Json();
  return std::move(edit).json();
}

}  // namespace

extern const Feature will_delete_files;
const Feature will_delete_files{"workspace/willDeleteFiles", announce_will_delete_files, answer_will_delete_files};

}  // namespace paas::lsp::features
