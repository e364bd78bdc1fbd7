// `paas/app`: the app that a document or a folder is part of, for what an editor shows beside it. Ours, not LSP's.
#include <filesystem>

#include "core/query/folders.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

std::shared_ptr<const App> app_at(const Index& index, const std::string& path) {
  const std::optional<Subject> subject = index.find(path);
  return subject ? subject->app : index.workspace().app_meant(path);
}

// Whether the file itself is a root or a handler, which an editor can show the template of.
bool is_with_fragment(const Index& index, const std::string& path) {
  const std::optional<Subject> subject = index.find(path);
  return subject && has_fragment(*subject->file);
}

// {textDocument} -> {name, folder, generation, title, handlers, types: [{name, description}], fragment}, or null where
// there is no app.
Result<Json> answer_app(const Request& request) {
  const auto path = path_of_uri(request.params.at("textDocument").at("uri").get_ref<const std::string&>());
  const std::shared_ptr<const App> app = path ? app_at(request.index, *path) : nullptr;
  if (app == nullptr) return Json();
  Json types = Json::array();  // of handlers that it can have
  for (const query::HandlerType& type : query::handler_types(*app))
    types.push_back({{"name", type.name}, {"description", type.description}});
  return Json{{"name", std::filesystem::path(app->package()).filename().string()},
              {"folder", request.uri_of(app->package())},
              {"generation", app->generation().name()},
              {"title", app->generation().title()},
              {"handlers", app->handlers().size()},
              {"types", std::move(types)},
              {"fragment", is_with_fragment(request.index, *path)}};
}

}  // namespace

extern const Feature app;
const Feature app{"paas/app", nullptr, answer_app};

}  // namespace paas::lsp::features
