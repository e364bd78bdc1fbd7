// Collects the changes of an edit.
#include "lsp/server/edit.h"

#include <utility>

namespace paas::lsp {

Json text_edits(const Request& request, const std::vector<query::TextEdit>& edits) {
  Json list = Json::array();
  for (const query::TextEdit& edit : edits)
    list.push_back({{"range", request.range_json(*edit.file, edit.range)}, {"newText", edit.text}});
  return list;
}

Json WorkspaceEdit::text_edit(Json range, std::string_view text, std::string_view annotation) const {
  Json edit{{"range", std::move(range)}, {"newText", text}};
  if (!annotation.empty() && request_.client.takes_annotations()) edit["annotationId"] = annotation;
  return edit;
}

Json WorkspaceEdit::operation(const char* kind, std::string_view annotation) const {
  Json operation{{"kind", kind}};
  if (!annotation.empty() && request_.client.takes_annotations()) operation["annotationId"] = annotation;
  return operation;
}

void WorkspaceEdit::change(const File& file, Range range, std::string_view text, std::string_view annotation) {
  const auto [edits, is_new] = edits_.try_emplace(file.path, Json::array());
  if (is_new) {
    paths_.push_back(file.path);
    request_.note_edit(file.path);
  }
  edits->second.push_back(text_edit(request_.range_json(file, range), text, annotation));
}

void WorkspaceEdit::create(const std::string& path, std::string_view text, std::string_view annotation) {
  Json operation = this->operation("create", annotation);
  operation["uri"] = request_.uri_of(path);
  created_.push_back(std::move(operation));
  const Json start{{"line", 0}, {"character", 0}};
  const auto [edits, is_new] = edits_.try_emplace(path, Json::array());
  if (is_new) paths_.push_back(path);
  edits->second.push_back(text_edit({{"start", start}, {"end", start}}, text, annotation));
}

void WorkspaceEdit::remove(const std::string& path, std::string_view annotation) {
  Json operation = this->operation("delete", annotation);
  operation["uri"] = request_.uri_of(path);
  last_.push_back(std::move(operation));
}

void WorkspaceEdit::move(const std::string& from, const std::string& to, std::string_view annotation) {
  Json operation = this->operation("rename", annotation);
  operation["oldUri"] = request_.uri_of(from);
  operation["newUri"] = request_.uri_of(to);
  last_.push_back(std::move(operation));
}

void WorkspaceEdit::annotate(const std::string& id, std::string_view label, std::string_view description,
                             bool needs_confirmation) {
  annotations_[id] = {{"label", label}, {"description", description}, {"needsConfirmation", needs_confirmation}};
}

Json WorkspaceEdit::json() && {
  Json edit = Json::object();
  // Neovim takes operations on files, and says nothing of the list that alone can hold them.
  const bool has_operations = !created_.empty() || !last_.empty();
  if (!has_operations && !request_.client.takes_document_changes()) {
    edit["changes"] = Json::object();
    for (auto& [path, edits] : edits_) edit["changes"][request_.uri_of(path)] = std::move(edits);
    return edit;
  }
  Json changes = std::move(created_);
  for (const std::string& path : paths_) {
    changes.push_back({{"textDocument", {{"uri", request_.uri_of(path)}, {"version", request_.version_of(path)}}},
                       {"edits", std::move(edits_[path])}});
  }
  for (Json& operation : last_) changes.push_back(std::move(operation));
  edit["documentChanges"] = std::move(changes);
  if (!annotations_.empty() && request_.client.takes_annotations()) edit["changeAnnotations"] = std::move(annotations_);
  return edit;
}

}  // namespace paas::lsp
