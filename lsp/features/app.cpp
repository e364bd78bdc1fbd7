// `paas/app`: which app a document is part of, for what an editor shows beside it. Not of the protocol; ours.
#include <filesystem>

#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

// {textDocument} -> {name, folder, generation, title, handlers}, or null for a document of no app.
Result<Json> answer(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  const App& app = *subject->app;
  const Generation& generation = app.generation();
  return Json{{"name", std::filesystem::path(app.package()).filename().string()},
              {"folder", request.uri_of(app.package())},
              {"generation", generation.name()},
              {"title", generation.title()},
              {"handlers", app.handlers().size()}};
}

}  // namespace

extern const Feature app;
const Feature app{"paas/app", nullptr, answer};

}  // namespace paas::lsp::features
