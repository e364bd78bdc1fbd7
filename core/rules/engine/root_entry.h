// Declares in the root what a handler needs of it.
#pragma once

#include <string_view>

#include "core/rules/fix.h"

namespace paas {

/// An entry of the root that defines the symbol, with the defaults of the schema; none where the root's schema defines
/// it nowhere by a key.
std::vector<Fix> declare_in_root(const Check& check, std::string_view symbol);

}  // namespace paas
