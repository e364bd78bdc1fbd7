// Parameters of the template, and the environment that fills them.
#pragma once

#include <string>

#include "core/app/app.h"

namespace paas {

/// The variable that fills the parameter: `numpy` of `layers` is `NUMPY_LAYER_ARN`.
std::string variable_of(const File& file, const Occurrence& occurrence);

/// Whether this refers to a parameter that neither the app nor its environment fills.
bool is_unfilled(const App& app, const File& file, const Occurrence& occurrence);

}  // namespace paas
