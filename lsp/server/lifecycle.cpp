// Start, folders, settings of the client, and reading the workspace.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/os/memory.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/server.h"

namespace paas::lsp {

namespace {

constexpr const char* progress_token = "paas-lsp/workspace";

std::optional<std::string> path_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return path_of_uri(found->get_ref<const std::string&>());
}

std::vector<std::string> folders_of(const Json& params) {
  std::vector<std::string> folders;
  const auto list = params.find("workspaceFolders");
  if (list != params.end() && list->is_array()) {
    for (const Json& folder : *list) {
      if (auto path = path_at(folder, "uri")) folders.push_back(*path);
    }
    return folders;
  }
  if (auto path = path_at(params, "rootUri")) return {*path};
  const auto path = params.find("rootPath");
  if (path != params.end() && path->is_string()) folders.push_back(absolute_path(path->get<std::string>()));
  return folders;
}

// Of every file: settings may name any, and of a folder that is made, moved or deleted editors tell as of one thing.
Json watchers() { return Json::array({{{"globPattern", "**"}}}); }

Json file_operations() {
  return {{"didCreate", every_file()}, {"didRename", every_file()}, {"didDelete", every_file()}};
}

}  // namespace

Json Server::initialize(const Json& params) {
  client_ = read_client(params);
  if (const auto process = params.find("processId"); process != params.end() && process->is_number_integer())
    client_process_ = process->get<int>();
  traces_ = params.value("trace", "off") != "off";
  index_.set_folders(folders_of(params));
  if (const auto settings = params.find("initializationOptions"); settings != params.end() && settings->is_object()) {
    // Only who starts the server says that: what a client reads as its configuration may come from the workspace.
    if (const auto trusted = settings->find("trusted"); trusted != settings->end() && trusted->is_boolean())
      base_options_.trusts_settings = base_options_.trusts_settings || trusted->get<bool>();
    take_configuration(*settings);
  }
  Json capabilities{
      {"positionEncoding", name_of(client_.encoding)},
      {"textDocumentSync", {{"openClose", true}, {"change", 2}, {"save", {{"includeText", false}}}}},
      {"diagnosticProvider",
       {{"identifier", "paas-lsp"}, {"interFileDependencies", true}, {"workspaceDiagnostics", true}}},
      {"workspace",
       {{"workspaceFolders", {{"supported", true}, {"changeNotifications", true}}},
        {"fileOperations", file_operations()}}},
  };
  for (const Feature* feature : all_features()) {
    if (feature->announce != nullptr) feature->announce(client_, capabilities);
  }
  return {{"capabilities", std::move(capabilities)}, {"serverInfo", {{"name", "paas-lsp"}, {"version", PAAS_VERSION}}}};
}

void Server::initialized() {
  if (!trouble_.empty()) say(2, trouble_);
  register_dynamically();
  ask_for_configuration();
  read_workspace();
}

void Server::register_dynamically() {
  Json registrations = Json::array();
  if (client_.has({"workspace", "didChangeWatchedFiles", "dynamicRegistration"})) {
    registrations.push_back({{"id", "files"},
                             {"method", "workspace/didChangeWatchedFiles"},
                             {"registerOptions", {{"watchers", watchers()}}}});
  }
  if (client_.has({"workspace", "didChangeConfiguration", "dynamicRegistration"})) {
    registrations.push_back({{"id", "configuration"},
                             {"method", "workspace/didChangeConfiguration"},
                             {"registerOptions", {{"section", "paas-lsp"}}}});
  }
  if (registrations.empty()) return;
  send_request("client/registerCapability", {{"registrations", std::move(registrations)}}, [](const Json&) {});
}

void Server::ask_for_configuration() {
  if (!client_.has({"workspace", "configuration"})) return;
  Json items = Json::array({Json{{"section", "paas-lsp"}}});
  send_request("workspace/configuration", {{"items", std::move(items)}}, [this](const Json& result) {
    if (!result.is_array() || result.empty() || !result.front().is_object()) return;
    const Json before = client_.settings;
    take_configuration(result.front());
    if (index_.is_stale())
      read_workspace();
    else if (client_.settings != before)
      refresh_client();
  });
}

// `stage`: a text; `environment`: a list of files; `processEnvironment`: whether the server's own environment counts.
// Switches, such as `codeLens.trigger`, are read where they are asked for.
void Server::take_configuration(const Json& settings) {
  client_.settings = settings;
  WorkspaceOptions options = base_options_;
  const auto text = [&](const char* key) {
    const auto found = settings.find(key);
    return found != settings.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (const std::string stage = text("stage"); !stage.empty()) options.stage = stage;
  if (const auto files = settings.find("environment"); files != settings.end() && files->is_array()) {
    for (const Json& file : *files) {
      if (!file.is_string()) continue;
      std::string path = file.get<std::string>();
      const bool is_relative = !path.starts_with('/') && !index_.folders().empty();
      options.environment_files.push_back(is_relative ? index_.folders().front() + "/" + path : path);
    }
  }
  const auto process = settings.find("processEnvironment");
  if (process != settings.end() && process->is_boolean()) options.process_environment = process->get<bool>();
  index_.set_options(std::move(options));
}

void Server::change_folders(const Json& params) {
  const Json& event = params.at("event");
  std::vector<std::string> folders = index_.folders();
  for (const Json& removed : event.at("removed")) {
    if (const auto path = path_at(removed, "uri")) std::erase(folders, *path);
  }
  for (const Json& added : event.at("added")) {
    if (auto path = path_at(added, "uri")) folders.push_back(*path);
  }
  index_.set_folders(std::move(folders));
  read_workspace();
}

// In a thread of its own; one at a time.
void Server::read_workspace() {
  if (is_indexing_) return;  // what is stale by then is read again
  indexer_.join();
  WorkspaceOptions what = index_.begin_reading();
  // One core is left to whoever types.
  if (what.threads == 0) what.threads = std::max(2u, core_count()) - 1;
  if (what.paths.empty()) {
    index_.note_reading();
    Workspace nothing;
    index_.adopt(std::move(nothing));
    return index_.catch_up();
  }
  has_progress_ = !std::exchange(reads_quietly_, false) && client_.has({"window", "workDoneProgress"});
  if (has_progress_) {
    send_request("window/workDoneProgress/create", {{"token", progress_token}}, [](const Json&) {});
    const Json begin{{"kind", "begin"}, {"title", "Reading apps"}, {"percentage", 0}};
    send_notification("$/progress", {{"token", progress_token}, {"value", begin}});
    what.progress = [this](std::size_t done, std::size_t count) {
      inbox_.push(std::function<void()>([this, done, count] { report_progress(done, count); }));
    };
  }
  what.is_stopped = [this] { return is_stopped_.load(); };
  const auto read = [this, what = std::move(what), start = Clock::now()] {
    std::function<void()> take;
    const bool fits = attempt([&] {
      Result<Workspace> workspace = open_workspace(what);
      auto shared = workspace ? std::make_shared<Workspace>(std::move(*workspace)) : std::make_shared<Workspace>();
      if (!workspace) shared->errors.push_back(workspace.error());
      take = [this, shared = std::move(shared), start] { take_workspace(shared, start); };
    });
    if (!fits) take = [this] { lose_workspace(); };
    inbox_.push(std::move(take));
  };
  is_indexing_ = true;
  index_.note_reading();
  if (!attempt([&] { is_indexing_ = indexer_.start(read); }) || !is_indexing_) {
    is_indexing_ = true;
    read();  // while somebody may wait: better than never
  }
}

void Server::lose_workspace() {
  is_indexing_ = false;
  lose_everything();
}

void Server::report_progress(std::size_t done, std::size_t count) {
  if (count == 0) return;
  const Json report{
      {"kind", "report"}, {"message", fmt::format("{} of {} files", done, count)}, {"percentage", done * 100 / count}};
  send_notification("$/progress", {{"token", progress_token}, {"value", report}});
}

void Server::take_workspace(const std::shared_ptr<Workspace>& workspace, Clock::time_point start) {
  is_indexing_ = false;
  const std::size_t files = workspace->sources.size();
  const std::size_t apps = workspace->apps.size();
  index_.adopt(std::move(*workspace));
  index_.catch_up();
  previews_.forget_versions();
  if (has_progress_) {
    const Json end{{"kind", "end"}, {"message", fmt::format("{} files", files)}};
    send_notification("$/progress", {{"token", progress_token}, {"value", end}});
  }
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  say(3, fmt::format("read {} files of {} apps in {} ms", files, apps, elapsed.count()));
  for (const std::string& error : index_.take_errors()) say(2, error, true);
  refresh_client();
}

}  // namespace paas::lsp
