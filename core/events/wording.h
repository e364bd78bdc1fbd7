// Sentences about patterns and events.
#pragma once

#include <string>

#include "core/events/match.h"

namespace paas::events {

/// A matcher as JSON: `"MODIFY"`, `{"prefix": "uploads/"}`. That of a resource in words.
std::string to_text(const Matcher& matcher);

/// What the pattern wants of a field: "`\"MODIFY\"`", "`1` or `2`".
std::string wanted(const Field& field);

/// Why the event does not fit, as a sentence without a full stop. Values are quoted as Markdown.
std::string sentence(const Miss& miss);

}  // namespace paas::events
