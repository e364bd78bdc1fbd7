// `--new TYPE FOLDER`: makes a handler and its test, or the root that an app begins with.
#include <fmt/format.h>

#include <utility>

#include "cli/cli.h"
#include "cli/report/display.h"
#include "core/files/write.h"
#include "core/query/folders.h"
#include "core/text/path.h"

namespace paas::cli {

namespace {

/// The app that holds the folder, or the only one there is below this folder; then the folder is one of its package.
Result<std::shared_ptr<const App>> find_app(const Workspace& workspace, const std::string& folder) {
  if (std::shared_ptr<const App> nearest = workspace.nearest_app(absolute_path(folder))) return nearest;
  if (workspace.apps.size() == 1) return workspace.apps.front();
  if (workspace.apps.empty()) {
    const std::size_t slash = folder.find('/');
    const bool names_package = slash != std::string::npos && slash > 0;
    return Error{
        fmt::format("--new: there is no app below this folder; begin one with its root: `paas-lsp --new root {}`",
                    names_package ? folder.substr(0, slash) : "FOLDER")};
  }
  return Error{
      fmt::format("--new: no app holds {}, and there are {} below this folder", folder, workspace.apps.size())};
}

int write_files(const std::vector<query::NewFile>& files) {
  std::vector<files::Write> writes;
  writes.reserve(files.size());
  for (const query::NewFile& file : files) writes.push_back({file.path, {}, file.text, true, false});
  const files::Outcome outcome = files::write(writes, files::Scope::all, "--new");
  for (const Error& error : outcome.left) fail(error.message);
  if (outcome.failed) return fail(outcome.failed->message);
  for (const query::NewFile& file : files) print(report::safe_line(file.path) + "\n");
  return outcome.left.empty() ? exit_clean : exit_unusable;
}

// The part of the path that the user chose.
std::string chosen_part(const std::string& path) {
  const std::string here = absolute_path(".") + "/";
  return path.substr(path.starts_with(here) ? here.size() : path.rfind('/') + 1);
}

int new_root(const std::string& folder, const CheckOptions& options) {
  const std::string path = absolute_path(folder);
  if (const auto why = query::why_no_folder(chosen_part(path))) return fail("--new: " + *why);
  // What is not there yet holds nothing: only the app around it counts.
  std::string nearest = path;
  while (!nearest.empty() && !files::disk()->exists(nearest)) nearest = std::string(parent_folder(nearest));
  WorkspaceOptions around;
  around.paths = {nearest.empty() ? "/" : nearest};
  around.config = options.config;
  around.trusts_settings = options.trusts_settings;
  around.is_shallow = nearest != path;
  const Result<Workspace> workspace = paas::open_workspace(around);
  if (!workspace) return fail(workspace.error());
  const Result<query::NewFile> root = query::new_root(workspace->apps, path);
  if (!root) return fail("--new: " + root.error());
  if (files::disk()->exists(root->path))
    return fail(
        fmt::format("--new: {} is there already; put the fragment of a root into its docstring, at least "
                    "`infra: {{}}`",
                    root->path));
  return write_files({*root});
}

}  // namespace

int new_handler(const std::string& type, const std::string& folder, const CheckOptions& options) {
  if (type == "root") return new_root(folder, options);
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
  return write_files(*made);
}

}  // namespace paas::cli
