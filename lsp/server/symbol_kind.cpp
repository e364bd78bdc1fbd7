// Numbers of symbol kinds.
#include "lsp/server/symbol_kind.h"

namespace paas::lsp {

int number_of(query::SymbolKind kind) {
  switch (kind) {
    case query::SymbolKind::function:
      return 12;
    case query::SymbolKind::name:
      return 14;  // constant
    case query::SymbolKind::variable:
      return 13;
    case query::SymbolKind::mapping:
      return 19;  // object
    case query::SymbolKind::list:
      return 18;
    case query::SymbolKind::text:
      return 15;
    case query::SymbolKind::number:
      return 16;
    case query::SymbolKind::boolean:
      return 17;
    default:
      return 21;
  }
}

}  // namespace paas::lsp
