// The protocol's numbers for kinds of symbols.
// LSP 3.17, SymbolKind
#pragma once

#include "core/query/symbols.h"

namespace paas::lsp {

int number_of(query::SymbolKind kind);

}  // namespace paas::lsp
