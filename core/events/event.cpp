// Reads JSON as RFC 8259 defines it. The library's exceptions end here.
#include "core/events/event.h"

#include <algorithm>
#include <string>

#include "core/text/text.h"

namespace paas::events {

Result<Event> read_event(std::string_view text) {
  const Error too_deep{"nested deeper than " + std::to_string(max_event_depth) + " levels"};
  bool is_too_deep = false;
  const auto watch = [&](int depth, Event::parse_event_t, Event&) {
    is_too_deep = is_too_deep || depth > max_event_depth;
    return !is_too_deep;
  };
  try {
    Event event = Event::parse(text.begin(), text.end(), watch);
    if (is_too_deep) return too_deep;
    if (!event.is_object()) return Error{"an event is a JSON object, such as `{\"source\": \"shop\", \"detail\": {}}`"};
    return event;
  } catch (const Event::parse_error& error) {
    if (is_too_deep) return too_deep;
    const auto byte = static_cast<std::uint32_t>(error.byte > 0 ? error.byte - 1 : 0);
    const Position place = Lines(text).code_points(std::min(byte, static_cast<std::uint32_t>(text.size())));
    return Error{"no JSON from line " + std::to_string(place.line + 1) + ", column " +
                 std::to_string(place.character + 1) + " on"};
  } catch (const Event::exception&) {
    return Error{"no JSON: a number is too large"};
  }
}

}  // namespace paas::events
