// The outline of a document.
// LSP 3.17, Document Symbols Request
#include "core/query/symbols.h"
#include "core/template/outline.h"
#include "lsp/server/previews.h"
#include "lsp/server/symbol_kind.h"

namespace paas::lsp::features {

namespace {

void announce_document_symbol(const Client&, Json& capabilities) { capabilities["documentSymbolProvider"] = true; }

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

constexpr int module_kind = 2;
constexpr int object_kind = 19;

// In a preview: its sections and what stands in them. All names there are ASCII.
Json outline_of(const Preview& preview, bool is_tree) {
  const std::string text = preview.text();
  const auto range = [](std::uint32_t first, std::uint32_t last, std::size_t end) {
    return Json{{"start", to_json(Position{first, 0})},
                {"end", to_json(Position{last, static_cast<std::uint32_t>(end)})}};
  };
  Json list = Json::array();
  if (preview.name().is_json) return list;
  const auto to_symbol = [&](const cloudformation::OutlineItem& item, int kind, std::size_t indentation) {
    Json symbol{{"name", item.name}, {"kind", kind}};
    if (!is_tree) {
      symbol["location"] = {{"uri", preview.uri()}, {"range", range(item.first, item.last + 1, 0)}};
      return symbol;
    }
    if (!item.type.empty()) symbol["detail"] = item.type;
    symbol["range"] = range(item.first, item.last + 1, 0);
    symbol["selectionRange"] = range(item.first, item.first, indentation + item.name.size());
    return symbol;
  };
  for (const cloudformation::OutlineItem& section : cloudformation::outline(text)) {
    list.push_back(to_symbol(section, module_kind, 0));
    // The entries stand in the section, or behind it for clients that know no trees.
    Json entries = Json::array();
    for (const cloudformation::OutlineItem& entry : section.entries) {
      Json& around = is_tree ? entries : list;
      around.push_back(to_symbol(entry, object_kind, 2));
    }
    if (!entries.empty()) list.back()["children"] = std::move(entries);
  }
  return list;
}

Result<Json> answer_document_symbol(const Request& request) {
  const bool is_tree = request.client.has({"textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport"});
  if (const Preview* preview = asked_preview(request)) return outline_of(*preview, is_tree);
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
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
const Feature document_symbol{"textDocument/documentSymbol", announce_document_symbol, answer_document_symbol};

}  // namespace paas::lsp::features
