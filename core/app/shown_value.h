// What of an environment may be shown: the one place that decides it, whatever shows it and to whom.
#pragma once

#include <string>
#include <string_view>

#include "core/app/file.h"

namespace paas {

/// False where a value may be a secret, by the name of its variable or by its own look. In doubt it is one.
bool may_show(std::string_view name, std::string_view value);
bool may_show(const Variable& variable);

/// The value, or `…` for one that may not be shown. Not even the length of a secret is told.
std::string shown_value(const Variable& variable);

/// Whether a value of a variable may stand in `range`: anywhere in an environment, and in a settings file behind the
/// keys that set variables, and everywhere where the file is not understood.
bool may_hold_values(const File& file, Range range);

}  // namespace paas
