// The command line: one file a command.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/report/report.h"
#include "cli/say.h"
#include "core/template/text.h"
#include "core/text/result.h"
#include "core/workspace/workspace.h"

namespace paas::cli {

/// Exit statuses; a contract.
inline constexpr int exit_clean = 0;     // no error was found
inline constexpr int exit_errors = 1;    // some error was found
inline constexpr int exit_unusable = 2;  // the work could not be done

/// How an editor reaches the language server; standard input and output where nothing is named.
struct ServeOptions {
  int port = 0;            // the client listens there
  std::string pipe;        // the client listens on this Unix socket
  std::string listen;      // the server waits at this address for one client
  std::string token_file;  // that client knows what it holds; empty: a token that the server makes
  int client_process = 0;
  std::string log;
  WorkspaceOptions workspace;
};

/// Runs the command that the arguments name and returns the exit status; `serve` where they name none.
int run(int argc, char** argv, int (*serve)(const ServeOptions&));

/// What `--check` is asked to do.
struct CheckOptions {
  std::vector<std::string> paths;
  report::Format format = report::Format::text;
  std::vector<std::string> environment_files;
  bool process_environment = false;
  bool trusts_settings = false;  // paas.yaml may name files outside of its repository
  std::string config;
  std::string stage;           // of the settings; empty: the one that they name
  std::string stdin_filename;  // the text on standard input stands for this file
  Severity threshold = Severity::hint;
  bool quiet = false;
  bool color = false;
  unsigned threads = 0;                           // 0: as many as there are cores
  bool fixes = false;                             // apply the safe fixes first
  bool unsafe_fixes = false;                      // and the others
  bool shows_diff = false;                        // print what the fixes change, and change nothing
  std::map<std::string, std::string> texts = {};  // of files as they will be, by absolute path
};

/// How a command watches.
struct WatchOptions {
  bool polls = false;          // looks again and again instead of waiting for the system
  bool clears = false;         // standard output is a terminal, which shows the last run alone
  bool is_for_people = false;  // the output is no format that programs read
};

/// What `--migrate` is asked to do.
struct MigrateOptions {
  std::vector<std::string> paths;
  std::string to = "0.8";
  std::string config;
  bool trusts_settings = false;
  bool write = false;
  bool diff = false;
};

/// What `--preview` is asked to do.
struct PreviewOptions {
  CheckOptions where;
  std::string handler;  // what this file makes only; empty: the whole app
  cloudformation::Format format = cloudformation::Format::yaml;
  bool as_deployed = false;
  bool optimise = false;
  bool shows_values = false;  // also those that may be secrets
};

/// What `--match` is asked to do.
struct MatchOptions {
  std::string event;                   // a file, `-`, or `sample:NAME`
  std::vector<std::string> resources;  // `NAME=VALUE`: what a resource is called where it is deployed
  CheckOptions where;
};

/// What `--preview --diff` is asked to do.
struct PreviewDiffOptions {
  PreviewOptions preview;
  std::string against;          // a revision, or the file of a template
  std::string format = "text";  // or "json" or "markdown"
};

/// The files that the options are about. Reads standard input where they say so.
Result<Workspace> open_workspace(const CheckOptions& options);

/// The whole of standard input, up to what is read of a file.
std::string read_standard_input();

int check(const CheckOptions& options);
/// `check`, again after every change.
int check_and_watch(const CheckOptions& options, const WatchOptions& how);
int fix(const CheckOptions& options);
int migrate(const MigrateOptions& options);
int preview(const PreviewOptions& options);
int preview(const Workspace& workspace, const PreviewOptions& options);
int preview_diff(const PreviewDiffOptions& options);
int explain(const std::string& code);
/// Makes the handler of that type in a folder of the app that holds it, and prints the paths.
int new_handler(const std::string& type, const std::string& folder, const CheckOptions& options);
/// `format` is "text", "json" or "markdown".
int rules(const std::string& format);
int names(const std::vector<std::string>& texts);
/// The settings and variables in force for a file, and where each comes from. `format` is "text", "json" or "sh".
int show_config(const std::string& path, const std::string& format, const CheckOptions& options);
/// Which handlers an event starts. `format` is "text" or "json". The status is 1 where it starts none.
int match(const MatchOptions& options, const std::string& format);
/// The event that `sample:NAME` stands for, as JSON; nothing if there is none, or another word stands there.
std::optional<std::string> sample_text(const std::string& name);
/// What triggers what in each app. `format` is "mermaid", "dot", "svg" or "json".
int graph(const Workspace& workspace, const std::string& format);
int dump(const std::string& path);
int schema(const std::string& name);

}  // namespace paas::cli
