// `--config-show FILE`: the settings and variables in force for a file, and where each comes from.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "cli/place.h"
#include "cli/report/display.h"
#include "core/app/shown_value.h"
#include "core/text/characters.h"

namespace paas::cli {

namespace {

/// A line of what is shown.
struct Setting {
  std::string key;
  std::string value;
  std::string from;  // `default`, `paas.yaml:3`, `setenv.sh:2`, `--stage`
  bool is_variable = false;
  bool is_hidden = false;
  bool is_known = true;  // false where the shell computes the value
};

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

class Collector {
 public:
  Collector(const App& app, const CheckOptions& options) : app_(app), settings_(app.settings()), options_(options) {}

  std::vector<Setting> run() {
    add_settings_file();
    add("name", settings_.name);
    add_generation();
    const bool is_named = !settings_.package.empty();
    found_.push_back(
        {"package", relative_to_here(app_.package()), is_named ? origin("package") : "the folder of the app"});
    add("environment", joined(settings_.environment));
    add("exclude", joined(settings_.exclude));
    add("permissions", joined(settings_.permissions));
    add("layers", joined(settings_.layers));
    for (const auto& [code, severity] : settings_.severity) {
      found_.push_back({"severity." + code, severity, origin("severity", code)});
    }
    add("stage", settings_.stage);
    if (!options_.stage.empty()) found_.back().from = "--stage";
    add_variables();
    return std::move(found_);
  }

 private:
  // The nearest file holds alone, so one above that seems to hold is named.
  void add_settings_file() {
    if (settings_.path.empty()) {
      found_.push_back({"settings", "", "default"});
      return;
    }
    std::string from = options_.config.empty() ? "the nearest" : "--config";
    std::string above = settings_.directory.substr(0, settings_.directory.rfind('/'));
    while (options_.config.empty() && !above.empty() && access((above + "/paas.yaml").c_str(), F_OK) != 0)
      above.erase(above.rfind('/'));
    if (options_.config.empty() && !above.empty())
      from += "; " + relative_to_here(above + "/paas.yaml") + " does not count";
    found_.push_back({"settings", relative_to_here(settings_.path), from});
  }

  // Each file is split into lines once: it may hold very many variables.
  std::string place(const File& file, Range range) const {
    if (file.text.empty()) return file.path;  // the environment of the process
    const Lines& lines = lines_.try_emplace(&file, file.text).first->second;
    return fmt::format("{}:{}", relative_to_here(file.path), lines.line_of(range.begin) + 1);
  }

  // Where the settings say it.
  std::string origin(std::string_view key, std::string_view inner = {}) const {
    if (settings_.file == nullptr) return "default";
    const yaml::Document& document = settings_.file->document;
    yaml::NodeId mapping = document.root();
    yaml::NodeId node = document.find_key(mapping, key);
    if (node != yaml::no_node && !inner.empty()) {
      mapping = document.find(mapping, key);
      node = document.find_key(mapping, inner);
    }
    return node == yaml::no_node ? "default" : place(*settings_.file, document.range(node));
  }

  void add(const std::string& key, const std::string& value) {
    found_.push_back({key, value, value.empty() ? "default" : origin(key)});
  }

  void add_generation() {
    const bool is_fixed = !settings_.generation.empty();
    const File* root = app_.root();
    const File* evidence = root != nullptr           ? root
                           : app_.handlers().empty() ? nullptr
                                                     : app_.handlers().front().file.get();
    const std::string from = is_fixed              ? origin("generation")
                             : evidence == nullptr ? "default"
                                                   : "recognised in " + relative_to_here(evidence->path);
    found_.push_back({"generation", app_.generation().name(), from});
  }

  bool is_of_stage(const Variable& variable) const {
    const yaml::Document& document = settings_.file->document;
    const yaml::NodeId stages = document.find(document.root(), "stages");
    return stages != yaml::no_node && document.range(stages).contains(variable.name_range.begin);
  }

  // Of several values for one variable the last one holds.
  void add_variables() {
    std::map<std::string, Setting> variables;
    for (const auto& environment : app_.environments()) {
      for (const Variable& variable : environment->variables) {
        Setting& setting = variables[variable.name];
        setting = {variable.name, variable.value, place(*environment, variable.name_range),
                   true,          false,          variable.value_known};
        if (environment == settings_.values && is_of_stage(variable))
          setting.from += " (stage " + settings_.stage + ")";
        setting.is_hidden = variable.value_known && !may_show(variable);
      }
    }
    for (auto& [name, setting] : variables) found_.push_back(std::move(setting));
  }

  const App& app_;
  const Settings& settings_;
  const CheckOptions& options_;
  std::vector<Setting> found_;
  mutable std::map<const File*, Lines> lines_;
};

std::string shown(const Setting& setting) {
  if (!setting.is_known) return "(computed by the shell)";
  return setting.is_hidden ? "(hidden)" : setting.value;
}

std::string as_text(const std::vector<Setting>& settings) {
  std::size_t width = 0;
  std::size_t value_width = 0;
  for (const Setting& setting : settings) {
    width = std::max(width, setting.key.size());
    value_width = std::max(value_width, report::visible(shown(setting)).size());
  }
  std::string text;
  for (const Setting& setting : settings)
    text += fmt::format("{:{}}  {:{}}  {}\n", report::visible(setting.key), width, report::visible(shown(setting)),
                        std::min<std::size_t>(value_width, 50), report::visible(setting.from));
  return text;
}

std::string as_json(const std::vector<Setting>& settings) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Setting& setting : settings) {
    Json entry{{"key", setting.key}, {"value", shown(setting)}, {"from", setting.from}};
    if (setting.is_hidden) entry["hidden"] = true;
    list.push_back(std::move(entry));
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// A process may have variables of other names, which no shell can export, and which must not become its commands.
bool is_name(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && std::all_of(text.begin(), text.end(), is_word);
}

// For a shell to evaluate. What a shell computes, it computes there.
std::string as_shell(const std::vector<Setting>& settings) {
  std::string text;
  for (const Setting& setting : settings) {
    const bool fits = is_name(setting.key) && setting.value.find('\0') == std::string::npos;
    if (!setting.is_variable || !setting.is_known || !fits) continue;
    std::string value;
    for (const char c : setting.value) value += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += fmt::format("export {}='{}'\n", setting.key, value);
  }
  return text;
}

// What is wrong counts for nothing, so what is shown lacks it.
bool has_mistakes(const Workspace& workspace, const App& app) {
  for (const auto& settings : workspace.settings) {
    if (settings->root()->path != app.settings().path) continue;
    const std::vector<Diagnostic> found = check_file(*settings, *settings->root());
    return std::any_of(found.begin(), found.end(),
                       [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
  }
  return false;
}

bool holds(const App& app, const std::string& path) {
  if (path == app.package() || path.starts_with(app.package() + "/") || path == app.settings().path) return true;
  for (const auto& environment : app.environments()) {
    if (environment->path == path) return true;
  }
  return (app.package() + "/").starts_with(path + "/");
}

}  // namespace

int show_config(const std::string& path, const std::string& format, const CheckOptions& options) {
  if (format != "text" && format != "json" && format != "sh") {
    return fail(fmt::format("--format {}: use text, json or sh", format));
  }
  CheckOptions where = options;
  where.paths = {path};
  const Result<Workspace> workspace = open_workspace(where);
  if (!workspace) return fail(workspace.error());
  std::vector<const App*> apps;
  for (const auto& app : workspace->apps) {
    if (holds(*app, absolute_path(path))) apps.push_back(app.get());
  }
  if (apps.empty()) return fail(fmt::format("{}: no app is here", path));
  if (apps.size() > 1) {
    return fail(fmt::format("{}: {} apps are here; name a file of one, such as {}", path, apps.size(),
                            relative_to_here(apps.front()->package())));
  }
  const App& app = *apps.front();
  const bool is_wrong = has_mistakes(*workspace, app);
  if (is_wrong) {
    const std::string name = report::visible(relative_to_here(app.settings().path));
    fail(
        fmt::format("{0} has mistakes, and what is wrong counts for nothing; `paas-lsp --check {0}` shows them", name));
    // A deployment with a part of its environment is worse than none.
    if (format == "sh") return exit_errors;
  }
  const std::vector<Setting> settings = Collector(app, options).run();
  if (format == "text") {
    print_lines(as_text(settings));
  } else {
    print(format == "json" ? as_json(settings) : as_shell(settings));
  }
  return is_wrong ? exit_errors : exit_clean;
}

}  // namespace paas::cli
