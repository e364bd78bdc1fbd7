// How Lambda's function `handler` is defined, where that is certain.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/text/text.h"

namespace paas::python {

struct HandlerFunction {
  Range name;
  Range parameters;             // with the parentheses
  bool is_async = false;        // a call gives a coroutine that nobody awaits
  std::uint32_t required = 0;   // positional parameters without a default
  std::uint32_t accepted = 0;   // positional parameters
  bool accepts_more = false;    // `*args`
  bool needs_keywords = false;  // a parameter behind `*` without a default

  /// Whether `handler(event, context)` can be called.
  bool takes_two() const { return required <= 2 && (accepted >= 2 || accepts_more) && !needs_keywords; }
};

/// The name in the first `def handler(` or `async def handler(` at the beginning of a line from `from` on, by a look at
/// the text alone.
std::optional<Range> find_handler(std::string_view text, std::uint32_t from);

/// The last definition of the module. nullopt where it binds the name in another way or under a decorator, or where the
/// Python is broken; and where a look without the grammar shows that `takes_two` holds and that it is not async.
std::optional<HandlerFunction> unusual_handler(std::string_view text);

}  // namespace paas::python
