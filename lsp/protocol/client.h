// What the client can do, as far as the server's answers depend on it.
// LSP 3.17, initialize, ClientCapabilities
#pragma once

#include <string>
#include <vector>

#include "lsp/protocol/position.h"

namespace paas::lsp {

struct Client {
  Encoding encoding = Encoding::utf16;
  Json capabilities = Json::object();
  Json settings = Json::object();  // as the person has them
  std::string name;                // of the editor; may be empty

  /// True if the capability at a path of keys is there and not false: `{"textDocument", "diagnostic"}`.
  bool has(std::initializer_list<const char*> path) const;
  /// True if the list at a path of keys holds the text.
  bool lists(std::initializer_list<const char*> path, std::string_view text) const;

  /// True if the client runs a command of that name where a lens or hint is clicked at.
  bool runs(std::string_view command) const { return lists({"experimental", "commands"}, command); }
  /// Whether a setting is on: `{"codeLens", "trigger"}`; `fallback` where the person has not said.
  bool is_on(std::initializer_list<const char*> setting, bool fallback) const;

  bool pulls_diagnostics() const { return has({"textDocument", "diagnostic"}); }
  bool takes_snippets() const { return has({"textDocument", "completion", "completionItem", "snippetSupport"}); }
  /// Visual Studio Code and its kin have a command that shows suggestions again.
  bool runs_suggest_command() const {
    return name.find("Code") != std::string::npos || name.find("code") != std::string::npos;
  }
  bool takes_document_changes() const { return has({"workspace", "workspaceEdit", "documentChanges"}); }
  bool takes_annotations() const { return has({"workspace", "workspaceEdit", "changeAnnotationSupport"}); }
};

/// Reads the parameters of `initialize`. UTF-8 is chosen where the client offers it.
Client read_client(const Json& params);

}  // namespace paas::lsp
