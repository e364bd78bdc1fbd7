// What is in a document, and where a name leads in the workspace.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

enum class SymbolKind : std::uint8_t { function, name, variable, mapping, list, text, number, boolean, null };

/// One entry of an outline. `range` holds `selection` and the ranges of the children; bytes.
struct DocumentSymbol {
  std::string name;
  std::string detail;  // what stands there, if it is short
  SymbolKind kind = SymbolKind::mapping;
  Range range;
  Range selection;
  std::vector<DocumentSymbol> children;
};

/// The keys of the fragments, or the variables of an environment; 5,000 at most, in the order of the text.
std::vector<DocumentSymbol> document_symbols(const App& app, const File& file);

/// A thing that has a name.
struct WorkspaceSymbol {
  std::string name;       // spelled as the question is: `TASKS_ORDERS`, `TasksOrders` or `tasks-orders`
  std::string container;  // the handler to which a logical id leads; else the title of the kind
  SymbolKind kind;
  const App* app;
  Place place;
};

/// Handlers, resources, parameters and all that fragments name whose name holds the letters and digits of `query` in
/// their order, the best match first; how they are spelled does not matter. A logical id of the template
/// (`TasksOrdersLogGroup`, also within a physical name) leads to what it is made for. An empty query matches all.
/// Linear in the names of the apps; at most `most` answers.
std::vector<WorkspaceSymbol> workspace_symbols(std::span<const std::shared_ptr<const App>> apps, std::string_view query,
                                               std::size_t most = 200);

}  // namespace paas::query
