// Another name, everywhere; and the person hears what is deployed anew for it.
#include "core/effect/effect.h"
#include "lsp/server/edit.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

constexpr const char* annotation = "replaces";

void announce_rename(const Client& client, Json& capabilities) {
  const bool prepares = client.has({"textDocument", "rename", "prepareSupport"});
  capabilities["renameProvider"] = prepares ? Json{{"prepareProvider", true}} : Json(true);
}

// What becomes of the app in one annotation: half of a rename helps nobody, so all of it is confirmed or none.
bool annotate(const effect::Rename& rename, WorkspaceEdit& edit) {
  if (rename.losses.empty() && rename.edit.note.empty()) return false;
  std::string label;
  std::string description;
  const auto add = [](std::string& text, std::string_view between, std::string_view more) {
    if (!text.empty()) text += between;
    text += more;
  };
  for (const effect::Loss& loss : rename.losses) {
    add(label, ", ", loss.label);
    add(description, ". ", loss.description);
  }
  if (!rename.edit.note.empty()) add(description, ". ", rename.edit.note);
  if (label.empty()) label = "see what it does";
  std::erase(description, '`');
  edit.annotate(annotation, label, description, true);
  return true;
}

Result<Json> answer_rename(const Request& request) {
  const std::string& name = request.params.at("newName").get_ref<const std::string&>();
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  const Result<effect::Rename> rename =
      effect::rename(*cursor->app, *cursor->file, cursor->offset, name, request.client.takes_annotations());
  if (!rename) return Error{rename.error()};
  WorkspaceEdit edit(request);
  const char* why = annotate(*rename, edit) ? annotation : "";
  for (const query::TextEdit& each : rename->edit.edits) edit.change(*each.file, each.range, each.text, why);
  for (const query::Move& move : rename->edit.moves) edit.move(move.from, move.to, why);
  return std::move(edit).json();
}

}  // namespace

extern const Feature rename;
const Feature rename{"textDocument/rename", announce_rename, answer_rename};

}  // namespace paas::lsp::features
