// The outline of a document.
// LSP 3.17, Document Symbols Request
#include "core/query/symbols.h"
#include "lsp/server/feature.h"
#include "lsp/server/symbol_kind.h"

namespace paas::lsp::features {

namespace {

void announce(const Client&, Json& capabilities) { capabilities["documentSymbolProvider"] = true; }

Json tree(const Request& request, const File& file, const query::DocumentSymbol& symbol) {
  Json json{{"name", symbol.name},
            {"kind", number_of(symbol.kind)},
            {"range", request.range_json(file, symbol.range)},
            {"selectionRange", request.range_json(file, symbol.selection)}};
  if (!symbol.detail.empty()) json["detail"] = symbol.detail;
  if (symbol.children.empty()) return json;
  Json children = Json::array();
  for (const query::DocumentSymbol& child : symbol.children) children.push_back(tree(request, file, child));
  json["children"] = std::move(children);
  return json;
}

// For clients that know no trees.
void flatten(const Request& request, const File& file, const query::DocumentSymbol& symbol, const std::string& around,
             Json& list) {
  Json json{{"name", symbol.name},
            {"kind", number_of(symbol.kind)},
            {"location", request.location_json(file, symbol.selection)}};
  if (!around.empty()) json["containerName"] = around;
  list.push_back(std::move(json));
  for (const query::DocumentSymbol& child : symbol.children) flatten(request, file, child, symbol.name, list);
}

Result<Json> answer(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  const bool is_tree = request.client.has({"textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport"});
  Json list = Json::array();
  for (const query::DocumentSymbol& symbol : query::document_symbols(*subject->app, *subject->file)) {
    if (is_tree) {
      list.push_back(tree(request, *subject->file, symbol));
    } else {
      flatten(request, *subject->file, symbol, {}, list);
    }
  }
  return list;
}

}  // namespace

extern const Feature document_symbol;
const Feature document_symbol{"textDocument/documentSymbol", announce, answer};

}  // namespace paas::lsp::features
