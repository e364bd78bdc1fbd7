// How often a timer runs.
#pragma once

#include <optional>
#include <string_view>

namespace paas::query {

/// Calls per day of a rate such as `5 minutes`; nothing where the text is none, or nothing runs.
std::optional<double> calls_per_day(std::string_view rate);

}  // namespace paas::query
