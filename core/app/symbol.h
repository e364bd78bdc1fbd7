// Symbols: a kind and a name, `resource:AppTable`.
#pragma once

#include <string_view>

namespace paas {

/// `resource` of `resource:AppTable`.
inline std::string_view symbol_kind(std::string_view symbol) { return symbol.substr(0, symbol.find(':')); }
/// `AppTable` of `resource:AppTable`.
inline std::string_view symbol_name(std::string_view symbol) { return symbol.substr(symbol.find(':') + 1); }

}  // namespace paas
