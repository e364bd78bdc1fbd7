// The environment variables that a Lambda function has without anyone setting them.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, "Defined runtime environment variables"
#pragma once

#include <string_view>

namespace paas {

/// Lambda sets it and refuses a function whose configuration sets it.
bool is_reserved_by_lambda(std::string_view name);
/// Something in Lambda, Python or the system sets it or may set it: code reads it on purpose as it is.
bool is_set_by_system(std::string_view name);

}  // namespace paas
