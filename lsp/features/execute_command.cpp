// Commands: `newApp` makes the root of an app, `newHandler` the files of a handler, `explain` gives the page of a rule,
// `preview` the template of an app or what a handler adds to it, `matchEvent` says which handlers an event starts,
// `sampleEvents` which of those that come with the program start a handler.
#include <fmt/format.h>

#include <algorithm>

#include "core/query/folders.h"
#include "core/query/markdown.h"
#include "core/query/match_event.h"
#include "core/rules/page.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/edit.h"
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

using query::Listener;

// Clients that register commands of their own by the short names could not start with a server that announces the same.
constexpr std::string_view new_app_command = "paas-lsp.server.newApp";
constexpr std::string_view new_handler_command = "paas-lsp.server.newHandler";
constexpr std::string_view explain_command = "paas-lsp.server.explain";
constexpr std::string_view preview_command = "paas-lsp.server.preview";
constexpr std::string_view sample_events_command = "paas-lsp.server.sampleEvents";
constexpr std::string_view match_event_command = "paas-lsp.server.matchEvent";

void announce_execute_command(const Client&, Json& capabilities) {
  capabilities["executeCommandProvider"] = {{"commands",
                                             {new_app_command, new_handler_command, explain_command, preview_command,
                                              sample_events_command, match_event_command}}};
  Json& samples = capabilities["experimental"]["paasSamples"] = Json::array();
  for (const events::Sample& sample : events::samples()) samples.push_back(sample.name);
}

/// The app of `uri`, a file or a folder; without one, the only app there is.
Result<std::shared_ptr<const App>> app_for(const Request& request, const Json& argument) {
  const auto& apps = request.index.workspace().apps;
  if (const auto uri = argument.find("uri"); uri != argument.end()) {
    const auto path = path_of_uri(uri->get_ref<const std::string&>());
    if (!path) return Error{"`uri` names no file"};
    if (const std::optional<Subject> subject = request.index.find(*path)) return subject->app;
    if (std::shared_ptr<const App> meant = request.index.workspace().app_meant(*path)) return meant;
    return Error{"no app holds " + *path};
  }
  if (apps.empty())
    return Error{"there is no app yet; begin one with its root: `paas-lsp --new root FOLDER`, or the command New App"};
  if (apps.size() > 1) return Error{"there are several apps; say by `uri` in which one"};
  return apps.front();
}

Result<Json> create(const Request& request, const std::string& label, const std::vector<query::NewFile>& files) {
  if (!request.client.lists({"workspace", "workspaceEdit", "resourceOperations"}, "create"))
    return Error{"this editor cannot make files for a server; paas-lsp --new makes them on the command line"};
  WorkspaceEdit edit(request);
  for (const query::NewFile& file : files) edit.create(file.path, file.text);
  const Json params{{"label", label}, {"edit", std::move(edit).json()}};
  request.exchange.send_request("workspace/applyEdit", params, [](const Json&) {});
  return Json{{"uri", request.uri_of(files.front().path)}};
}

// {uri: of a folder, name: of the app's folder in it}
Result<Json> make_app(const Request& request, const Json& argument) {
  const auto base = path_of_uri(argument.at("uri").get_ref<const std::string&>());
  std::string name = argument.at("name").get<std::string>();
  if (!base) return Error{"`uri` names no folder"};
  while (name.ends_with('/')) name.pop_back();
  if (const auto why = query::why_no_folder(name)) return Error{*why};
  const std::string folder = *base + (base->ends_with('/') ? "" : "/") + name;
  const Result<query::NewFile> root = query::new_root(request.index.workspace().apps, folder);
  if (!root) return Error{root.error()};
  if (request.index.workspace().walk.saved->exists(root->path) || request.index.document(root->path) != nullptr)
    return Error{root->path + " is there already; put the fragment of a root into its docstring"};
  return create(request, "New app " + name, {*root});
}

Result<Json> make_handler(const Request& request, const Json& argument) {
  const std::string& type = argument.at("type").get_ref<const std::string&>();
  const std::string& path = argument.at("path").get_ref<const std::string&>();
  const Result<std::shared_ptr<const App>> app = app_for(request, argument);
  if (!app) return Error{app.error()};
  const Result<std::vector<query::NewFile>> files = query::new_handler(**app, type, path);
  if (!files) return Error{files.error()};
  return create(request, "New handler " + path, *files);
}

Result<Json> explain(const Json& argument) {
  const std::string& code = argument.at("code").get_ref<const std::string&>();
  const Rule* rule = find_rule(code);
  if (rule == nullptr) return Error{"there is no rule `" + code + "`"};
  return Json(page_of(*rule));
}

// [uri, whole?] -> the text, for clients that have no other way to look at it.
Result<Json> preview_text(const Request& request, const Json& arguments) {
  const auto path = path_of_uri(arguments.at(0).get_ref<const std::string&>());
  if (!path) return Error{"the first argument names no file"};
  const bool is_whole = arguments.size() > 1 && arguments[1].get<bool>();
  Result<std::string> text = request.exchange.previews().text(request, {*path}, is_whole);
  if (!text) return Error{text.error()};
  return Json(std::move(*text));
}

// {event: text or the name of a sample} -> [{location, starts, message}]: how each handler with a pattern takes it, of
// all apps as they are typed; those that start come first.
Result<Json> match_event(const Request& request, const Json& argument) {
  const std::string& text = argument.at("event").get_ref<const std::string&>();
  const auto sample = std::ranges::find(events::samples(), text, &events::Sample::name);
  const Result<events::Event> event =
      sample != events::samples().end() ? Result<events::Event>(sample->event) : events::read_event(text);
  if (!event) return Error{"this is no event: " + event.error()};
  Json starts = Json::array();
  Json rest = Json::array();
  for (const auto& app : request.index.workspace().apps) {
    if (&app->generation() != Generation::newest().get()) continue;  // older patterns are other ones
    for (const Handler& handler : app->handlers()) {
      const std::optional<Listener> listener = query::listener_of(*handler.file, *event);
      if (!listener) continue;
      (listener->fires ? starts : rest)
          .push_back({{"location", request.location_json(*listener->file, listener->range)},
                      {"starts", listener->fires},
                      {"message", listener->has_mistakes ? "it has mistakes" : listener->message}});
    }
  }
  for (Json& each : rest) starts.push_back(std::move(each));
  return starts;
}

// [uri] -> Markdown: the sample events that start a handler, and where its pattern differs from the others.
Result<Json> sample_events(const Request& request, const Json& arguments) {
  const auto path = path_of_uri(arguments.at(0).get_ref<const std::string&>());
  const std::optional<Subject> subject = path ? request.index.find(*path) : std::nullopt;
  if (!subject) return Error{"the file is part of no app"};
  if (!query::samples_that_start(*subject->file)) return Error{"the file has no pattern, or one with mistakes"};
  std::string starts;
  std::string rest;
  for (const events::Sample& sample : events::samples()) {
    const std::optional<Listener> listener = query::listener_of(*subject->file, sample.event);
    if (!listener) continue;
    if (listener->fires)
      starts += fmt::format("\n### {}\n\n```json\n{}\n```\n", sample.name, sample.event.dump(2));
    else
      rest += fmt::format("- `{}`: {}\n", sample.name, query::prose(listener->message));
  }
  if (starts.empty()) starts = "\nNone.\n";
  return Json(fmt::format("## Sample events that start this handler\n{}\n## That do not\n\n{}", starts, rest));
}

Result<Json> answer_execute_command(const Request& request) {
  const std::string& command = request.params.at("command").get_ref<const std::string&>();
  const auto is = [&](std::string_view full) {
    constexpr std::string_view infix = ".server";
    std::string shorter(full);
    shorter.erase(shorter.find(infix), infix.size());
    return command == full || command == shorter;
  };
  if (is(new_app_command)) return make_app(request, request.params.at("arguments").at(0));
  if (is(new_handler_command)) return make_handler(request, request.params.at("arguments").at(0));
  if (is(explain_command)) return explain(request.params.at("arguments").at(0));
  if (is(preview_command)) return preview_text(request, request.params.at("arguments"));
  if (is(sample_events_command)) return sample_events(request, request.params.at("arguments"));
  if (is(match_event_command)) return match_event(request, request.params.at("arguments").at(0));
  return Error{"there is no command " + command};
}

}  // namespace

extern const Feature execute_command;
const Feature execute_command{"workspace/executeCommand", announce_execute_command, answer_execute_command, false};

}  // namespace paas::lsp::features
