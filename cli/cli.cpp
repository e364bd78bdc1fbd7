// Reads the command line and starts the command.
#include "cli/cli.h"

#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>

#include "cli/watch.h"
#include "core/app/walk.h"
#include "core/files/boundary.h"

namespace paas::cli {

namespace {

constexpr const char* version = "paas-lsp " PAAS_VERSION;

constexpr const char* footer = R"(Examples:
  paas-lsp --check                        judge every app below this folder
  paas-lsp --check shop --env setenv.sh   judge one, with an environment
  paas-lsp --check --format sarif .       for code scanning
  paas-lsp --check --watch shop           judge again whenever a file changes
  paas-lsp --check --fix --diff shop      what can be mended; without --diff, mends it
  git show :shop/a/index.py | paas-lsp --check --stdin-filename shop/a/index.py
  paas-lsp --preview shop                 the CloudFormation template that it becomes
  paas-lsp --preview shop --diff HEAD     what a deployment would change since the last commit, replace and lose
  paas-lsp --migrate --diff shop          what an app of an older generation becomes
  paas-lsp --explain undefined-reference  why a rule exists and what to do
  paas-lsp --new root shop                begin an app
  paas-lsp --new worker orders/new        make a handler and its test
  paas-lsp --graph --format svg shop      what triggers what, as a picture; without --format for Mermaid
  paas-lsp --names foo-bar STRIPE_KEY     what the deployer makes of names
  paas-lsp --match sample:table-insert    which handlers an event starts, and why not the others
  paas-lsp --dump shop/a/index.py         the fragment as JSON, as the deployer loads it; what JSON cannot hold
                                          is "<timestamp>", "<inf>", "<nan>", "<set>", "<nonstring-key>"

Exit status: 0, no error was found; 1, some were; 2, the work could not be done.)";

const std::map<std::string, report::Format> formats{
    {"text", report::Format::text},     {"json", report::Format::json},     {"sarif", report::Format::sarif},
    {"github", report::Format::github}, {"gitlab", report::Format::gitlab}, {"junit", report::Format::junit},
};

const std::map<std::string, Severity> severities{
    {"error", Severity::error},
    {"warning", Severity::warning},
    {"information", Severity::information},
    {"hint", Severity::hint},
};

// https://no-color.org
bool wants_color(const std::string& when) {
  if (when != "auto") return when == "always";
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
}

struct Arguments {
  bool check = false;
  bool rules = false;
  bool names = false;
  bool graph = false;
  std::vector<std::string> paths;
  std::string explain;
  std::vector<std::string> new_handler;
  std::string dump;
  std::optional<std::string> match;
  std::vector<std::string> resources;
  std::string config_show;
  std::string schema;
  std::string format;
  std::string color = "auto";
  std::string threshold = "hint";
  bool migrate = false;
  MigrateOptions migration;
  bool preview = false;
  PreviewOptions previews;
  bool has_diff = false;
  std::string diff;  // what stands behind it
  CheckOptions options;
  bool watch = false;
  bool poll = false;
  bool stdio = false;
  ServeOptions serve;
};

void declare(CLI::App& app, Arguments& arguments) {
  CheckOptions& options = arguments.options;
  app.footer(footer);
  app.set_version_flag("--version", version);
  app.add_flag("--stdio", arguments.stdio, "Be the language server on standard input and output, as without a command");
  app.add_option("--socket", arguments.serve.port, "Be the language server of a client that listens on this port")
      ->type_name("PORT")
      ->check(CLI::Range(1, 65535));
  app.add_option("--pipe", arguments.serve.pipe, "Be the language server of a client that listens on this Unix socket")
      ->type_name("NAME");
  app.add_option(
         "--listen", arguments.serve.listen,
         "Be the language server of one client that comes to this address; at a port it must give the token that is "
         "printed on standard error as initializationOptions.token, a Unix socket is this user's alone")
      ->type_name("127.0.0.1:PORT|unix:PATH");
  app.add_option("--token-file", arguments.serve.token_file,
                 "With --listen 127.0.0.1:PORT: the token is what this file holds (only its owner may read it), and "
                 "is not printed")
      ->type_name("FILE");
  app.add_option("--clientProcessId", arguments.serve.client_process, "The server ends when this process does")
      ->type_name("PID");
  app.add_option("--log", arguments.serve.log, "Where the language server writes what it does")->type_name("FILE");
  app.add_flag("--check", arguments.check, "Judge the apps in the paths (default: the current folder)");
  app.add_option("PATH", arguments.paths, "Folders and files");
  app.add_option("--format", arguments.format,
                 "text, json, sarif, github, gitlab or junit; for --rules: text, json or markdown; for "
                 "--match: text or json; for --graph: mermaid, dot, svg or json");
  app.add_option("--env", options.environment_files, "Shell file of `export NAME=value` lines; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--env-process", options.process_environment, "Take the environment of this process");
  app.add_flag("--trust-settings", options.trusts_settings,
               "Let paas.yaml name environment files and schemas outside of its repository");
  app.add_option("--config", options.config, "Settings instead of the paas.yaml files that are found")
      ->type_name("FILE");
  app.add_option("--stage", options.stage, "The stage of paas.yaml whose values hold")->type_name("NAME");
  app.add_option("--config-show", arguments.config_show,
                 "Print the settings and variables in force for a file, and where each comes from (text, json or sh)")
      ->type_name("FILE");
  app.add_option("--severity-threshold", arguments.threshold,
                 "Report nothing below error, warning, information or hint")
      ->type_name("SEVERITY");
  app.add_flag("--watch", arguments.watch,
               "With --check, --preview or --graph: again whenever a file changes, until Ctrl-C");
  app.add_flag("--poll", arguments.poll,
               "With --watch: look for changes every second, as network file systems need it");
  app.add_option("--stdin-filename", options.stdin_filename, "Judge standard input as the text of this file")
      ->type_name("FILE");
  app.add_flag("--quiet", options.quiet, "One line for each error and warning, no summary");
  app.add_option("--color", arguments.color, "auto, always or never")->type_name("WHEN");
  app.add_option("--threads", options.threads, "How many threads; 0: one for each core")->type_name("N");
  app.add_flag("--preview", arguments.preview, "Print the CloudFormation template that an app becomes (yaml or json)");
  app.add_option("--handler", arguments.previews.handler, "With --preview: only what this handler makes")
      ->type_name("FILE");
  app.add_flag("--as-deployed", arguments.previews.as_deployed,
               "With --preview: what the deployer of today makes, with its defects");
  app.add_flag("--show-values", arguments.previews.shows_values,
               "With --preview: print the values of parameters that look like secrets, too");
  app.add_flag("--optimise", arguments.previews.optimise,
               "With --preview: merge roles that are alike, and say how many resources that saves");
  app.add_flag("--migrate", arguments.migrate,
               "Carry older apps in the paths to the newest generation; says what it would do");
  app.add_option("--to", arguments.migration.to, "The generation to migrate to")->type_name("GENERATION");
  app.add_flag("--write", arguments.migration.write, "With --migrate: change the files");
  app.add_option(
         "--diff", arguments.diff,
         "With --preview: what changes since a revision of git, or since a template (a file; ./NAME is one even "
         "where there is a revision NAME); text, json or markdown. With --migrate or --fix: print the changes as a "
         "unified diff, and change nothing")
      ->type_name("[REVISION|FILE]")
      ->expected(0, 1);
  app.add_flag("--fix", options.fixes, "With --check: mend what can be mended without a doubt, report the rest");
  app.add_flag("--unsafe-fixes", options.unsafe_fixes,
               "With --fix: also mend what may change what is deployed; look at what it does");
  app.add_option("--explain", arguments.explain, "Explain a rule")->type_name("CODE");
  app.add_flag("--rules", arguments.rules, "List the rules");
  app.add_option("--new", arguments.new_handler,
                 "Make a handler: its type, such as worker, and its folder; type root: begin an app")
      ->type_name("TYPE FOLDER")
      ->expected(2);
  app.add_flag("--names", arguments.names,
               "Print what the deployer's naming functions make of the texts that follow; `-` reads lines");
  app.add_flag("--graph", arguments.graph, "Show what triggers what in the apps in the paths");
  app.add_option("--match", arguments.match,
                 "Say which handlers an event starts, and where the patterns of the others part from it; `-` reads "
                 "standard input, sample:NAME is an event that comes with the program, sample: lists those")
      ->type_name("EVENT");
  app.add_option("--resource", arguments.resources,
                 "With --match: what a resource is called where it is deployed; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--dump", arguments.dump, "Print the fragment of a file as JSON; or an event: sample:NAME")
      ->type_name("FILE");
  app.add_option("--schema", arguments.schema, "Print a schema: 0.8/root, 0.8/handler or settings")->type_name("NAME");
}

// A terminal is cleared only of what people read.
WatchOptions watch_options(const Arguments& arguments, bool is_text) {
  return {arguments.poll, is_text && isatty(STDOUT_FILENO) != 0, is_text};
}

int start_check(Arguments& arguments) {
  const auto format = formats.find(arguments.format.empty() ? "text" : arguments.format);
  if (format == formats.end()) {
    return fail(fmt::format("--format {}: use text, json, sarif, github, gitlab or junit", arguments.format));
  }
  const auto threshold = severities.find(arguments.threshold);
  if (threshold == severities.end()) {
    return fail(fmt::format("--severity-threshold {}: use error, warning, information or hint", arguments.threshold));
  }
  if (arguments.color != "auto" && arguments.color != "always" && arguments.color != "never") {
    return fail(fmt::format("--color {}: use auto, always or never", arguments.color));
  }
  if (!arguments.options.stdin_filename.empty() && !arguments.paths.empty()) {
    return fail(
        fmt::format("--stdin-filename stands for the one file that is judged; leave out {}", arguments.paths[0]));
  }
  arguments.options.paths = arguments.paths;
  arguments.options.format = format->second;
  arguments.options.threshold = threshold->second;
  arguments.options.color = wants_color(arguments.color);
  arguments.options.shows_diff = arguments.migration.diff;
  if (arguments.options.unsafe_fixes && !arguments.options.fixes) return fail("--unsafe-fixes belongs to --fix");
  if (arguments.migration.diff && !arguments.options.fixes) return fail("--diff belongs to --migrate or --fix");
  if (!arguments.watch) return arguments.options.fixes ? fix(arguments.options) : check(arguments.options);
  if (arguments.options.fixes)
    return fail("--watch and --fix exclude each other: an editor would lose what it changes");
  if (!arguments.options.stdin_filename.empty()) return fail("--watch needs files; leave out --stdin-filename");
  return check_and_watch(arguments.options, watch_options(arguments, format->second == report::Format::text));
}

int start_server(Arguments& arguments, int (*serve)(const ServeOptions&)) {
  ServeOptions& options = arguments.serve;
  const int ways = (arguments.stdio ? 1 : 0) + (options.port > 0 ? 1 : 0) + (options.pipe.empty() ? 0 : 1) +
                   (options.listen.empty() ? 0 : 1);
  if (ways > 1) return fail("--stdio, --socket, --pipe and --listen exclude each other");
  if (!options.token_file.empty() && (options.listen.empty() || options.listen.starts_with("unix:")))
    return fail("--token-file belongs to --listen 127.0.0.1:PORT; nothing else needs a token");
  if (ways == 0 && isatty(STDIN_FILENO) != 0) {
    tell(
        "the language server waits for an editor on standard input; `paas-lsp --check` judges the apps below this "
        "folder, --help lists the rest");
  }
  options.workspace = {{},
                       arguments.options.environment_files,
                       arguments.options.process_environment,
                       arguments.options.config,
                       arguments.options.stage};
  options.workspace.threads = arguments.options.threads;
  options.workspace.trusts_settings = arguments.options.trusts_settings;
  return serve(options);
}

int start_preview(Arguments& arguments) {
  PreviewOptions& options = arguments.previews;
  options.where = arguments.options;
  options.where.paths = arguments.paths;
  const std::string& format = arguments.format;
  if (options.optimise && !options.handler.empty())
    return fail("--optimise merges what several handlers make; leave out --handler");
  if (arguments.has_diff) {
    if (arguments.watch) return fail("--watch and --diff exclude each other");
    if (arguments.diff.empty()) return fail("--diff: name a revision or the file of a template, such as --diff HEAD");
    if (!format.empty() && format != "text" && format != "json" && format != "markdown")
      return fail(fmt::format("--format {}: use text, json or markdown", format));
    return preview_diff({options, arguments.diff, format.empty() ? "text" : format});
  }
  if (!format.empty() && format != "yaml" && format != "json")
    return fail(fmt::format("--format {}: use yaml or json", format));
  if (format == "json") options.format = cloudformation::Format::json;
  if (!arguments.watch) return preview(options);
  return watch(watch_options(arguments, format != "json"), options.where,
               [&](const Workspace& workspace) { return preview(workspace, options); });
}

int start_graph(Arguments& arguments) {
  CheckOptions& options = arguments.options;
  options.paths = arguments.paths;
  const std::string format = arguments.format.empty() ? "mermaid" : arguments.format;
  if (format != "mermaid" && format != "dot" && format != "svg" && format != "json")
    return fail(fmt::format("--format {}: use mermaid, dot, svg or json", format));
  const auto show = [&](const Workspace& workspace) { return graph(workspace, format); };
  if (arguments.watch) return watch(watch_options(arguments, format == "mermaid"), options, show);
  const Result<Workspace> workspace = open_workspace(options);
  return workspace ? show(*workspace) : fail(workspace.error());
}

int start_migration(Arguments& arguments) {
  MigrateOptions& options = arguments.migration;
  if (options.write && options.diff) return fail("--write and --diff exclude each other: write, or look first");
  options.paths = arguments.paths;
  options.config = arguments.options.config;
  options.trusts_settings = arguments.options.trusts_settings;
  return migrate(options);
}

int start_match(Arguments& arguments) {
  arguments.options.paths = arguments.paths;
  return match({*arguments.match, arguments.resources, arguments.options},
               arguments.format.empty() ? "text" : arguments.format);
}

// Everything after `--names` is a text, also what looks like a flag.
bool is_names(int argc, char** argv) { return argc > 1 && std::string_view(argv[1]) == "--names"; }

std::vector<std::string> texts_of(int argc, char** argv) {
  const bool separated = argc > 2 && std::string_view(argv[2]) == "--";
  return {argv + (separated ? 3 : 2), argv + argc};
}

// A thread reserves 64 MB of addresses for its memory; where that is refused, the C library takes a page for each small
// piece, and what little there is is gone at once. Then threads share.
void share_memory_if_little() {
#ifdef __GLIBC__
  constexpr rlim_t little = 1'000'000'000;  // for a dozen threads
  rlimit addresses{};
  if (getrlimit(RLIMIT_AS, &addresses) == 0 && addresses.rlim_cur < little) mallopt(M_ARENA_MAX, 1);
#endif
}

// Nothing leads out of a repository, not even a folder that is named: names of what was changed are given by
// scripts. Files are checked when they are read.
std::optional<Error> refuse_to_leave(const Arguments& arguments) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const std::string& path : arguments.paths) {
    if (std::filesystem::is_directory(path, ignored)) names.push_back(path);
  }
  if (!arguments.new_handler.empty()) names.push_back(arguments.new_handler[1]);
  for (const std::string& name : {arguments.dump, arguments.options.stdin_filename, arguments.config_show}) {
    if (!name.empty()) names.push_back(name);
  }
  for (const std::string& name : names) {
    if (const auto refusal = files::refuse_way(*files::disk(), absolute_path(name)))
      return Error{name + ": " + *refusal};
  }
  return std::nullopt;
}

int run_command(int argc, char** argv, int (*serve)(const ServeOptions&)) {
  if (is_names(argc, argv)) return names(texts_of(argc, argv));
  CLI::App app("paas-lsp judges the YAML fragments in the docstrings of serverless apps.", "paas-lsp");
  Arguments arguments;
  declare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    std::ostringstream text;
    app.exit(success, text);
    print(text.str());
    return exit_clean;
  } catch (const CLI::ParseError& error) {
    return fail(fmt::format("{}; `paas-lsp --help` lists the flags", error.what()));
  }
  if (const auto refusal = refuse_to_leave(arguments)) return fail(refusal->message);
  arguments.has_diff = app.count("--diff") > 0;
  // The others take no value: what stands there is a path.
  if (!arguments.preview && !arguments.diff.empty()) arguments.paths.insert(arguments.paths.begin(), arguments.diff);
  arguments.migration.diff = arguments.has_diff;
  if (arguments.watch && !arguments.check && !arguments.preview && !arguments.graph)
    return fail("--watch belongs to --check, --preview or --graph");
  if (arguments.poll && !arguments.watch) return fail("--poll belongs to --watch");
  if (arguments.names) return fail("--names comes first: `paas-lsp --names TEXT...`");
  if (!arguments.explain.empty()) return explain(arguments.explain);
  if (!arguments.new_handler.empty())
    return new_handler(arguments.new_handler[0], arguments.new_handler[1], arguments.options);
  if (arguments.rules) return rules(arguments.format.empty() ? "text" : arguments.format);
  if (arguments.match) return start_match(arguments);
  if (!arguments.resources.empty()) return fail("--resource belongs to --match");
  if (!arguments.dump.empty()) return dump(arguments.dump);
  if (!arguments.config_show.empty()) {
    return show_config(arguments.config_show, arguments.format.empty() ? "text" : arguments.format, arguments.options);
  }
  if (!arguments.schema.empty()) return schema(arguments.schema);
  if (arguments.preview) return start_preview(arguments);
  const PreviewOptions& previews = arguments.previews;
  if (!previews.handler.empty() || previews.as_deployed || previews.optimise || previews.shows_values)
    return fail("--handler, --as-deployed, --optimise and --show-values belong to --preview");
  if (arguments.graph) return start_graph(arguments);
  if (arguments.migrate) return start_migration(arguments);
  if (arguments.migration.write) return fail("--write belongs to --migrate");
  const bool checks = arguments.check || !arguments.options.stdin_filename.empty();
  if (!checks && (arguments.options.fixes || arguments.options.unsafe_fixes || arguments.migration.diff))
    return fail("--fix, --unsafe-fixes and --diff belong to --check; --diff to --migrate and --preview, too");
  if (!checks && arguments.paths.empty()) return start_server(arguments, serve);
  if (!checks)
    return fail(fmt::format("what is to be done with {}? `paas-lsp --check` judges it, --help lists the rest",
                            arguments.paths[0]));
  return start_check(arguments);
}

}  // namespace

int run(int argc, char** argv, int (*serve)(const ServeOptions&)) {
  share_memory_if_little();
  // A file beyond the limit of its size (RLIMIT_FSIZE) is an error like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  const int status = run_command(argc, argv, serve);
  // What could not be written must not look like a clean end.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) return fail("cannot write to standard output");
  return status;
}

}  // namespace paas::cli
