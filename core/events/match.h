// Whether an event fits a pattern, and if not, where it parts from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/events/compare.h"
#include "core/events/pattern.h"

namespace paas::events {

enum class Reason : std::uint8_t {
  no_value,        // the event has no such field
  object,          // there is an object, and no value
  other_value,     // none of the values there matches
  value,           // there is one, and should be none
  no_alternative,  // none of the alternatives of `$or` fits
  other_elements,  // each field fits, but those of one array in different elements
  too_much,        // pattern and event are too large to tell
};

/// The first field of a pattern that does not match.
struct Miss {
  std::string path;  // the keys, joined by dots: `detail.object.key`
  const Field* field;
  Reason reason;
  std::vector<const Event*> found = {};  // the values of the event there
  std::vector<Miss> alternatives = {};   // of `$or`: why each of them does not fit
};

/// Nothing where the event fits. The result points into the pattern and the event. An array of an event stands for its
/// elements: one of them must match, and of objects the same one for all fields below. Linear in the pattern and in the
/// event where no array holds objects; otherwise their product at most, and bounded. `event` is nested no deeper than
/// `max_event_depth`.
std::optional<Miss> mismatch(const Pattern& pattern, const Event& event, const ResourceNames& names = {});

}  // namespace paas::events
