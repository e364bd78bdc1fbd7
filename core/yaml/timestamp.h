// Dates and times of YAML 1.1 (https://yaml.org/type/timestamp.html).
#pragma once

#include <string_view>

namespace paas::yaml {

/// A plain scalar of this form is a timestamp: `2024-01-02`, or a date and a time.
bool is_timestamp(std::string_view text);

/// Names a moment that Python's datetime can hold; the form is looser than that of a plain scalar (`2024-1-2`).
bool is_valid_timestamp(std::string_view text);

}  // namespace paas::yaml
