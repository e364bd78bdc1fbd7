// The items of the lists in a pattern.
#pragma once

#include "core/events/pattern.h"

namespace paas::events {

/// The value or the matcher at `node`; empty where EventBridge refuses it, and the reason is added to `faults`.
std::optional<Matcher> read_matcher(const yaml::Document& document, yaml::NodeId node, std::vector<Fault>& faults);

/// A key or a scalar as Python's `json.dumps` writes it, a string without its quotes.
std::string json_text(const yaml::Document& document, yaml::NodeId node);

}  // namespace paas::events
