// Changes of several files as the protocol has them.
// LSP 3.17, WorkspaceEdit
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/query/query.h"
#include "lsp/server/feature.h"

namespace paas::lsp {

/// A list of TextEdit, all of one file.
Json text_edits(const Request& request, const std::vector<query::TextEdit>& edits);

class WorkspaceEdit {
 public:
  explicit WorkspaceEdit(const Request& request) : request_(request) {}

  /// Ranges of one file must not overlap. `annotation` is an id that `annotate` was given, or empty.
  void change(const File& file, Range range, std::string_view text, std::string_view annotation = {});
  /// A new file with that text.
  void create(const std::string& path, std::string_view text, std::string_view annotation = {});
  void remove(const std::string& path, std::string_view annotation = {});
  /// A file or a folder with all that is in it; happens after the changes of texts.
  void move(const std::string& from, const std::string& to, std::string_view annotation = {});
  /// Tells the person why, and asks first if `needs_confirmation`. Clients that know no annotations are told nothing.
  void annotate(const std::string& id, std::string_view label, std::string_view description, bool needs_confirmation);

  /// With `documentChanges` where the client takes them, else with `changes`, which hold no files that come or go.
  Json json() &&;

 private:
  Json text_edit(Json range, std::string_view text, std::string_view annotation) const;
  Json operation(const char* kind, std::string_view annotation) const;

  const Request& request_;
  std::vector<std::string> paths_;     // in the order in which they came
  std::map<std::string, Json> edits_;  // by path
  Json created_ = Json::array();
  Json last_ = Json::array();
  Json annotations_ = Json::object();
};

}  // namespace paas::lsp
