// Reads JSON as RFC 8259 defines it. The library's exceptions end here.
#include "core/events/event.h"

#include <algorithm>
#include <string>

#include "core/text/text.h"

namespace paas::events {

namespace {

// How deep the brackets of a text go. The library could watch the depth itself, in time that grows with the square of
// an array's length.
int depth_of(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool is_in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') is_in_string = !is_in_string;
    if (is_in_string) {
      at += c == '\\' ? 1 : 0;
      continue;
    }
    if (c == '[' || c == '{') deepest = std::max(deepest, ++depth);
    if (c == ']' || c == '}') --depth;
  }
  return deepest;
}

}  // namespace

Result<Event> read_event(std::string_view text) {
  if (depth_of(text) > max_event_depth)
    return Error{"nested deeper than " + std::to_string(max_event_depth) + " levels"};
  try {
    Event event = Event::parse(text.begin(), text.end());
    if (!event.is_object()) return Error{"an event is a JSON object, such as `{\"source\": \"shop\", \"detail\": {}}`"};
    return event;
  } catch (const Event::parse_error& error) {
    const auto byte = static_cast<std::uint32_t>(error.byte > 0 ? error.byte - 1 : 0);
    const Position place = Lines(text).code_points(std::min(byte, static_cast<std::uint32_t>(text.size())));
    return Error{"no JSON from line " + std::to_string(place.line + 1) + ", column " +
                 std::to_string(place.character + 1) + " on"};
  } catch (const Event::exception&) {
    return Error{"no JSON: a number is too large"};
  }
}

}  // namespace paas::events
