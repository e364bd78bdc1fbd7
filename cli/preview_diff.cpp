// `--preview --diff`: what a deployment would change since a revision of git, or since a template.
#include <fmt/format.h>

#include <algorithm>

#include "cli/cli.h"
#include "cli/difference_report.h"
#include "cli/git.h"
#include "cli/place.h"
#include "cli/preview.h"
#include "core/template/optimise.h"
#include "core/template/read_template.h"

namespace paas::cli {

namespace {

using namespace cloudformation;

/// A side, and what it is called. An app that is not there has an empty template.
struct Version {
  std::shared_ptr<const App> app;
  Template made;
};

Result<Version> version_of(const std::shared_ptr<const App>& app, const PreviewOptions& options) {
  Version version{app, {}};
  if (app == nullptr) return version;
  const Recipes* recipes = recipes_of(app->generation(), options.as_deployed ? Mode::as_deployed : Mode::meant);
  if (recipes == nullptr) {
    return Error{fmt::format("{} is of generation {}, and templates are made of {} only",
                             relative_to_here(app->package()), app->generation().name(), Generation::newest()->name())};
  }
  version.made = make_template(*app, *recipes);
  if (options.optimise) optimise(version.made);
  return version;
}

std::string named_path(const PreviewOptions& options) {
  return options.where.paths.empty() ? "." : options.where.paths.front();
}

// The app as it was; nullptr if there was none.
Result<std::shared_ptr<const App>> app_of(const Revision& revision, const PreviewOptions& options, const App* now) {
  std::string path = absolute_path(named_path(options));
  // What was not there then is a new part of its app.
  if (!revision.files->exists(path) && now != nullptr) path = now->package();
  if (!revision.files->exists(path)) return std::shared_ptr<const App>();
  WorkspaceOptions what{{path},
                        options.where.environment_files,
                        options.where.process_environment,
                        options.where.config,
                        options.where.stage};
  what.files = revision.files;
  what.trusts_settings = options.where.trusts_settings;
  what.threads = options.where.threads;
  const Result<Workspace> workspace = paas::open_workspace(what);
  if (!workspace) return Error{workspace.error()};
  for (const auto& app : workspace->apps) {
    if (now != nullptr && app->package() == now->package()) return app;
  }
  if (workspace->apps.empty()) return std::shared_ptr<const App>();
  return only_app(*workspace);
}

// The app as it is; nullptr if there is none.
Result<std::shared_ptr<const App>> app_now(const PreviewOptions& options, const std::string& path) {
  if (!files::disk()->exists(absolute_path(path))) return std::shared_ptr<const App>();
  CheckOptions where = options.where;
  where.paths = {path};
  const Result<Workspace> workspace = open_workspace(where);
  if (!workspace) return Error{workspace.error()};
  if (workspace->apps.empty()) return std::shared_ptr<const App>();
  return only_app(*workspace);
}

bool is_path(const std::string& word) {
  return word.starts_with("./") || word.starts_with("../") || word.starts_with('/');
}

struct Old {
  Version version;
  std::string prefix;  // of its paths
};

Result<Old> read_file_side(const std::string& file) {
  const Result<std::string> text = files::disk()->read(file, max_template_bytes, true);
  if (!text) return Error{fmt::format("{}: {}", file, text.error())};
  Result<Template> made = read_template(*text);
  if (!made) {
    const bool has_place = !made.error().empty() && made.error().front() >= '0' && made.error().front() <= '9';
    return Error{fmt::format("{}:{}{}", file, has_place ? "" : " ", made.error())};
  }
  return Old{{nullptr, std::move(*made)}, ""};
}

Result<Old> read_old(const PreviewDiffOptions& options, const App* now) {
  const std::string& word = options.against;
  if (is_path(word)) return read_file_side(word);
  const std::string path = absolute_path(named_path(options.preview));
  const Result<Revision> revision = read_revision(path, now == nullptr ? "" : now->package(), word);
  if (!revision) {
    if (files::disk()->exists(word)) return read_file_side(word);
    return Error{fmt::format("--diff {}: {}; nor is there a file of that name", word, revision.error())};
  }
  const auto named = [&](const std::string& error) { return Error{fmt::format("as of {}: {}", word, error)}; };
  const Result<std::shared_ptr<const App>> app = app_of(*revision, options.preview, now);
  if (!app) return named(app.error());
  Result<Version> version = version_of(*app, options.preview);
  if (!version) return named(version.error());
  return Old{std::move(*version), word + ":"};
}

void keep_handler(Template& made, const std::string& path) {
  std::erase_if(made.parts, [&](const FilePart& part) { return part.file == nullptr || part.file->path != path; });
  std::erase_if(made.left_out, [&](const LeftOut& left) { return left.file->path != path; });
}

void add_not_compared(const Template& made, const std::string& prefix, std::vector<NotCompared>& files) {
  Places places(prefix);
  for (const LeftOut& left : made.left_out) {
    const Origin origin{left.file.get(), left.range};
    if (left.is_error) files.push_back({places.of(&origin), left.reason});
  }
}

}  // namespace

int preview_diff(const PreviewDiffOptions& options) {
  Result<std::shared_ptr<const App>> app = app_now(options.preview, named_path(options.preview));
  if (!app) return fail(app.error());
  Result<Old> old = read_old(options, app->get());
  if (!old) return fail(old.error());
  // A part of an app that is not there any more.
  if (*app == nullptr && old->version.app != nullptr) {
    app = app_now(options.preview, old->version.app->package());
    if (!app) return fail(app.error());
    if (*app != nullptr) old = read_old(options, app->get());
    if (!old) return fail(old.error());
  }
  Result<Version> now = version_of(*app, options.preview);
  if (!now) return fail(now.error());
  const bool is_file = old->prefix.empty();
  if (*app == nullptr && (is_file || old->version.app == nullptr)) {
    return fail(fmt::format("no app is in {}{}", named_path(options.preview),
                            is_file ? "" : ", and none was in " + options.against));
  }
  if (!options.preview.handler.empty()) {
    if (is_file) return fail("--handler goes with a revision: what a template has of a handler is not known");
    const std::string path = absolute_path(options.preview.handler);
    keep_handler(old->version.made, path);
    keep_handler(now->made, path);
    const auto has_nothing = [](const Template& made) { return made.parts.empty() && made.left_out.empty(); };
    if (has_nothing(old->version.made) && has_nothing(now->made))
      return fail(
          fmt::format("--handler {}: no handler, neither now nor in {}", options.preview.handler, options.against));
  }
  Side before = side_of(old->version.made);
  Side after = side_of(now->made);
  if (options.preview.handler.empty()) {
    before.bytes = to_text(old->version.made, Format::yaml, false).size();
    after.bytes = to_text(now->made, Format::yaml, false).size();
  } else {
    before.parameters = nullptr;
  }
  const Difference difference = compare(before, after);
  const std::string name = *app == nullptr ? named_path(options.preview) : relative_to_here((*app)->package());
  DifferenceReport report{difference, options.against, name, old->prefix, {}, options.preview.shows_values};
  add_not_compared(now->made, "", report.not_compared);
  const bool is_whole = report.not_compared.empty();
  add_not_compared(old->version.made, old->prefix, report.not_compared);
  if (options.format == "json") {
    print(write_json(report));
  } else {
    print_lines(options.format == "markdown" ? write_markdown(report) : write_text(report));
  }
  const bool is_harmless = !difference.has(Danger::data_loss) && !difference.has(Danger::refused);
  return is_harmless && is_whole ? exit_clean : exit_errors;
}

}  // namespace paas::cli
