// Commands: `newApp` makes the root of an app, `newHandler` the files of a handler, `explain` gives the page of a rule, `preview` the template of an
// app or what a handler adds to it.
#include <algorithm>

#include "core/query/folders.h"
#include "core/rules/page.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/edit.h"
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

// Clients that register commands of their own by the short names could not start with a server that announces the same.
constexpr std::string_view new_app_command = "paas-lsp.server.newApp";
constexpr std::string_view new_handler_command = "paas-lsp.server.newHandler";
constexpr std::string_view explain_command = "paas-lsp.server.explain";
constexpr std::string_view preview_command = "paas-lsp.server.preview";

void announce(const Client&, Json& capabilities) {
  capabilities["executeCommandProvider"] = {
      {"commands", {new_app_command, new_handler_command, explain_command, preview_command}}};
}

/// The app of `uri`, a file or a folder; without one, the only app there is.
Result<std::shared_ptr<const App>> app_for(const Request& request, const Json& argument) {
  const auto& apps = request.index.workspace().apps;
  if (const auto uri = argument.find("uri"); uri != argument.end()) {
    const auto path = path_of_uri(uri->get_ref<const std::string&>());
    if (!path) return Error{"`uri` names no file"};
    if (const std::optional<Subject> subject = request.index.find(*path)) return subject->app;
    for (const auto& app : apps) {
      const bool is_inside = (*path + "/").starts_with(app->package() + "/");
      if (is_inside || (app->package() + "/").starts_with(*path + "/")) return app;
    }
    return Error{"no app holds " + *path};
  }
  if (apps.empty()) return Error{"there is no app yet; begin one with its root: `paas-lsp --new root FOLDER`, or the command New App"};
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
  if (exists(root->path) || request.index.document(root->path) != nullptr)
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

Result<Json> answer(const Request& request) {
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
  return Error{"there is no command " + command};
}

}  // namespace

extern const Feature execute_command;
const Feature execute_command{"workspace/executeCommand", announce, answer};

}  // namespace paas::lsp::features
