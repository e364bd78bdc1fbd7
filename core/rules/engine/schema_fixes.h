// What can be done about what the schema found.
#pragma once

#include "core/rules/fix.h"

namespace paas {

/// The fixes of a problem that `report_schema_problems` reported.
std::vector<Fix> fix_schema_problem(const Check& check, const Diagnostic& diagnostic);

}  // namespace paas
