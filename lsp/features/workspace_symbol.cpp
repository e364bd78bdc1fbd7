// Things of the whole workspace by their names.
// LSP 3.17, Workspace Symbols Request
#include "core/query/symbols.h"
#include "lsp/server/feature.h"
#include "lsp/server/symbol_kind.h"

namespace paas::lsp::features {

namespace {

void announce_workspace_symbol(const Client&, Json& capabilities) { capabilities["workspaceSymbolProvider"] = true; }

Result<Json> answer_workspace_symbol(const Request& request) {
  const std::string& query = request.params.at("query").get_ref<const std::string&>();
  Json list = Json::array();
  for (const query::WorkspaceSymbol& symbol : query::workspace_symbols(request.index.workspace().apps, query)) {
    Json json{{"name", symbol.name},
              {"kind", number_of(symbol.kind)},
              {"location", request.location_json(*symbol.place.file, symbol.place.range)}};
    if (!symbol.container.empty()) json["containerName"] = symbol.container;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

extern const Feature workspace_symbol;
const Feature workspace_symbol{"workspace/symbol", announce_workspace_symbol, answer_workspace_symbol};

}  // namespace paas::lsp::features
