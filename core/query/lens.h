// What a fragment becomes, in a line above it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

enum class LensKind : std::uint8_t {
  summary,        // what the file is and how much it makes
  trigger,        // what starts the handler
  sample_events,  // how many of the sample events start it
  references,     // who refers to the handler, or to a resource of a root
  definitions,    // above each name that a file defines: how often it is used
};

struct Lens {
  LensKind kind;
  Range range;          // the line above which it is shown; bytes
  std::string title;    // plain text
  std::uint32_t about;  // where to ask for what it counts: definition of a trigger, references of the others
};

/// In one line at the head of a fragment: what the handler is, what it is called, how many resources it adds, what
/// starts it, and how often others refer to it; of a root, how full the template is. While the YAML is broken there is
/// a line, too. Then those above each name that a file defines. At most 1,000, in the order of the text.
std::vector<Lens> lenses(const App& app, const File& file);

}  // namespace paas::query
