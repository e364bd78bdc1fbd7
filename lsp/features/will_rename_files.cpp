// A file or folder is about to move: what refers to it follows, and the person hears what is deployed anew.
#include <fmt/format.h>

#include "core/names/names.h"
#include "core/query/folders.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/edit.h"

namespace paas::lsp::features {

namespace {

void announce(const Client& client, Json& capabilities) {
  if (!client.has({"workspace", "fileOperations", "willRename"})) return;
  const Json everything{{"filters", {{{"scheme", "file"}, {"pattern", {{"glob", "**/*"}}}}}}};
  capabilities["workspace"]["fileOperations"]["willRename"] = everything;
}

std::string description_of(const query::Replacement& replacement) {
  const std::string from = names::hungarorise(replacement.from);
  if (replacement.to.empty())
    return fmt::format("names come from paths: all that begins with {} is deleted, as the handler leaves its app",
                       from);
  return fmt::format(
      "names come from paths: all that begins with {} in the template is deleted, with the data in it, and made anew "
      "as {}",
      from, names::hungarorise(replacement.to));
}

void add(const App& app, const query::FolderMove& move, WorkspaceEdit& edit) {
  const bool is_hungarorised = !app.generation().compares_exactly();
  for (const query::Replacement& replacement : move.replacements) {
    const std::string id = "replaces " + replacement.path;
    const std::string label = replacement.to.empty()
                                  ? fmt::format("removes {}", replacement.from)
                                  : fmt::format("replaces {} by {}", replacement.from, replacement.to);
    edit.annotate(id, label, is_hungarorised ? description_of(replacement) : "names come from paths", true);
    // An annotation is shown with an edit only, so here is one that changes nothing.
    for (const Handler& handler : app.handlers()) {
      if (handler.file->path == replacement.path) edit.change(*handler.file, {0, 0}, "", id);
    }
  }
  for (const query::TextEdit& each : move.edits) edit.change(*each.file, each.range, each.text);
}

Result<Json> answer(const Request& request) {
  WorkspaceEdit edit(request);
  bool is_empty = true;
  for (const Json& file : request.params.at("files")) {
    const auto from = path_of_uri(file.at("oldUri").get_ref<const std::string&>());
    const auto to = path_of_uri(file.at("newUri").get_ref<const std::string&>());
    if (!from || !to) continue;
    for (const auto& app : request.index.workspace().apps) {
      const Result<query::FolderMove> move = query::move_folder(*app, *from, *to);
      if (!move) return Error{move.error()};
      is_empty = is_empty && move->edits.empty() && move->replacements.empty();
      add(*app, *move, edit);
    }
  }
  if (is_empty) return Json();
  return std::move(edit).json();
}

}  // namespace

extern const Feature will_rename_files;
const Feature will_rename_files{"workspace/willRenameFiles", announce, answer};

}  // namespace paas::lsp::features
