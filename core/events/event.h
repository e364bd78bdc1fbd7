// An event, read from the text of a JSON document.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "core/text/result.h"

namespace paas::events {

using Event = nlohmann::json;

inline constexpr int max_event_depth = 512;

/// Fails where the text is no JSON object or is nested deeper than `max_event_depth`; the error says where.
Result<Event> read_event(std::string_view text);

}  // namespace paas::events
