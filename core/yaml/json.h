// Documents as JSON text, for people who want to see what a fragment means.
#pragma once

#include <string>

#include "core/yaml/document.h"

namespace paas::yaml {

/// JSON of a node and all below it, two spaces a level, aliases expanded. What JSON cannot hold becomes a text such as
/// `<inf>`, `<nan>`, `<timestamp>`, `<binary>`, `<set>`; a mapping with a key that is no string becomes
/// `{"<nonstring-key>": true}`.
std::string to_json(const Document& document, NodeId node);

}  // namespace paas::yaml
