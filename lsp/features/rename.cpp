// Another name, everywhere.
#include "core/query/query.h"
#include "lsp/server/edit.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce(const Client& client, Json& capabilities) {
  const bool prepares = client.has({"textDocument", "rename", "prepareSupport"});
  capabilities["renameProvider"] = prepares ? Json{{"prepareProvider", true}} : Json(true);
}

Result<Json> answer(const Request& request) {
  const std::string& name = request.params.at("newName").get_ref<const std::string&>();
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  const Result<query::Rename> rename = query::rename(*cursor->app, *cursor->file, cursor->offset, name);
  if (!rename) return Error{rename.error()};
  WorkspaceEdit edit(request);
  for (const query::TextEdit& each : rename->edits) edit.change(*each.file, each.range, each.text);
  for (const query::Move& move : rename->moves) edit.move(move.from, move.to);
  return std::move(edit).json();
}

}  // namespace

extern const Feature rename;
const Feature rename{"textDocument/rename", announce, answer};

}  // namespace paas::lsp::features
