// `--new TYPE FOLDER`: makes a handler and its test.
#include <fmt/format.h>

#include "cli/cli.h"
#include "cli/report/display.h"
#include "core/files/write.h"
#include "core/query/folders.h"

namespace paas::cli {

namespace {

/// The app that holds the folder, or the only one there is below this folder; then the folder is one of its package.
Result<std::shared_ptr<const App>> find_app(const Workspace& workspace, const std::string& folder) {
  const std::string path = absolute_path(folder);
  std::shared_ptr<const App> nearest;
  for (const auto& app : workspace.apps) {
    const bool is_nearer = nearest == nullptr || app->package().size() > nearest->package().size();
    if (path.starts_with(app->package() + "/") && is_nearer) nearest = app;
  }
  if (nearest != nullptr) return nearest;
  if (workspace.apps.size() == 1) return workspace.apps.front();
  if (workspace.apps.empty()) return Error{"--new: there is no app below this folder; begin with the root of one"};
  return Error{
      fmt::format("--new: no app holds {}, and there are {} below this folder", folder, workspace.apps.size())};
}

}  // namespace

int new_handler(const std::string& type, const std::string& folder, const CheckOptions& options) {
  CheckOptions quiet = options;
  quiet.paths.clear();
  const Result<Workspace> workspace = open_workspace(quiet);
  if (!workspace) return fail(workspace.error());
  const Result<std::shared_ptr<const App>> app = find_app(*workspace, folder);
  if (!app) return fail(app.error());
  const bool is_of_package = absolute_path(folder).starts_with((*app)->package() + "/");
  const Result<std::vector<query::NewFile>> made =
      query::new_handler(**app, type, is_of_package ? absolute_path(folder) : folder);
  if (!made) return fail("--new: " + made.error());
  std::vector<files::Write> writes;
  for (const query::NewFile& file : *made) writes.push_back({file.path, {}, file.text, true, false});
  const files::Outcome outcome = files::write(writes, files::Scope::all, "--new");
  for (const Error& error : outcome.left) fail(error.message);
  if (outcome.failed) return fail(outcome.failed->message);
  for (const query::NewFile& file : *made) print(report::safe_line(file.path) + "\n");
  return outcome.left.empty() ? exit_clean : exit_unusable;
}

}  // namespace paas::cli
