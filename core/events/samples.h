// Events as each source sends them, to try patterns with: the files in `samples` of a generation's schemas.
#pragma once

#include <string_view>
#include <vector>

#include "core/events/event.h"

namespace paas::events {

struct Sample {
  std::string_view name;  // "table-insert"
  std::string_view json;  // an event; `${NAME}` stands for the name of a resource
  Event event;            // the same, read
};

/// By name.
const std::vector<Sample>& samples();

}  // namespace paas::events
