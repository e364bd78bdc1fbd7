// The rate of a timer, as EventBridge reads it.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace paas {

struct Rate {
  bool is_zero;
  bool is_one;
  bool is_plural;
};

/// Nothing if the text is not exactly a number, a blank and a unit.
std::optional<Rate> parse_rate(std::string_view text);

/// The rate that was meant by `5 min`, `1 day` or `rate(5 minutes)`, as the deployer takes it; empty if that is not
/// clear.
std::string clear_rate(std::string_view text);

}  // namespace paas
