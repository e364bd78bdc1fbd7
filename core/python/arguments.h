// What the arguments of a call are, as far as a look at them tells.
#pragma once

#include <string_view>
#include <vector>

#include "core/python/aws.h"
#include "core/python/scopes.h"

namespace paas::python {

/// `list` is an `argument_list`; at most `max_aws_arguments` are read, entries of dictionaries included.
std::vector<AwsArgument> read_arguments(std::string_view text, const Scopes& scopes, TSNode list, ScopeId scope);

}  // namespace paas::python
