// The files that the command line is about.
#include <fmt/format.h>

#include <cstdio>
#include <set>

#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/say.h"
#include "core/app/part.h"
#include "core/text/path.h"

namespace paas::cli {

namespace {

Result<Workspace> opened(const WorkspaceOptions& options) {
  Result<Workspace> workspace = paas::open_workspace(options);
  if (!workspace) return workspace;
  // A command may read the files again and again.
  static std::set<std::string> told;
  for (const std::string& notice : workspace->notices) {
    if (told.insert(notice).second) tell(notice);
  }
  return workspace;
}

}  // namespace

// One byte more than is read, so that too long a text is seen to be one.
std::string read_standard_input() {
  std::string text(max_file_size + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), stdin));
  return text;
}

Result<Workspace> open_workspace(const CheckOptions& options) {
  WorkspaceOptions what{options.paths, options.environment_files, options.process_environment, options.config,
                        options.stage};
  what.trusts_settings = options.trusts_settings;
  what.threads = options.threads;
  what.progress = progress_bar("reading");
  what.texts = options.texts;
  if (options.stdin_filename.empty()) return opened(what);
  const std::string path = absolute_path(options.stdin_filename);
  what.paths = {options.stdin_filename};
  if (!what.texts.contains(path)) what.texts[path] = read_standard_input();
  Result<Workspace> workspace = opened(what);
  if (!workspace) return workspace;
  const std::string directory = path.substr(0, path.rfind('/'));
  const bool is_settings = file_name(path) == "paas.yaml";
  if (!is_settings && !part_of(path, settings_in_force(workspace->walk, directory).get())) {
    return Error{fmt::format("--stdin-filename {}: not an index.py, __init__.py, metadata.yaml, setenv.sh or paas.yaml",
                             options.stdin_filename)};
  }
  return workspace;
}

}  // namespace paas::cli
