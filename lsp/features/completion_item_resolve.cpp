// What an item of a completion is; asked for when a person looks at it.
// LSP 3.17, Completion Item Resolve Request
#include "core/query/complete.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

// The item comes back as it was sent, with its documentation.
Result<Json> answer_completion_item_resolve(const Request& request) {
  Json item = request.params;
  const auto data = item.find("data");
  if (data == item.end() || !data->is_object()) return item;
  const std::string uri = data->value("uri", "");
  const std::string topic = data->value("item", "");
  const std::optional<std::string> path = path_of_uri(uri);
  const std::optional<Subject> subject = path ? request.index.find(*path) : std::nullopt;
  if (!subject) return item;
  std::string markdown = query::documentation(*subject->app, *subject->file, topic);
  if (!markdown.empty()) item["documentation"] = {{"kind", "markdown"}, {"value", std::move(markdown)}};
  return item;
}

}  // namespace

extern const Feature completion_item_resolve;
const Feature completion_item_resolve{"completionItem/resolve", nullptr, answer_completion_item_resolve};

}  // namespace paas::lsp::features
