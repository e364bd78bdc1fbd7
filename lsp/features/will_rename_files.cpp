// A file or folder is about to move: what refers to it follows, and the person hears what is deployed anew.
#include "core/effect/effect.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/edit.h"

namespace paas::lsp::features {

namespace {

void announce_will_rename_files(const Client& client, Json& capabilities) {
  if (!client.has({"workspace", "fileOperations", "willRename"})) return;
  capabilities["workspace"]["fileOperations"]["willRename"] = every_file();
}

void add(const effect::FolderMove& move, WorkspaceEdit& edit) {
  for (const effect::Loss& loss : move.losses) {
    const std::string id = "replaces " + loss.file->path;
    edit.annotate(id, loss.label, loss.description, true);
    // An annotation is shown with an edit only, so here is one that changes nothing.
    edit.change(*loss.file, {0, 0}, "", id);
  }
  for (const query::TextEdit& each : move.edits) edit.change(*each.file, each.range, each.text);
}

Result<Json> answer_will_rename_files(const Request& request) {
  WorkspaceEdit edit(request);
  bool is_empty = true;
  for (const Json& file : request.params.at("files")) {
    const auto from = path_of_uri(file.at("oldUri").get_ref<const std::string&>());
    const auto to = path_of_uri(file.at("newUri").get_ref<const std::string&>());
    if (!from || !to) continue;
    for (const auto& app : request.index.workspace().apps) {
      const Result<effect::FolderMove> move = effect::move_folder(*app, *from, *to);
      if (!move) return Error{move.error()};
      is_empty = is_empty && move->edits.empty() && move->losses.empty();
      add(*move, edit);
    }
  }
  if (is_empty) return Json();
  return std::move(edit).json();
}

}  // namespace

extern const Feature will_rename_files;
const Feature will_rename_files{"workspace/willRenameFiles", announce_will_rename_files, answer_will_rename_files};

}  // namespace paas::lsp::features
