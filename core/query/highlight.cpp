// Finds the occurrences of symbols within a file.
#include "core/query/highlight.h"

#include <algorithm>

#include "core/query/target.h"

namespace paas::query {

std::vector<Highlight> highlights(const App& app, const File& file, std::uint32_t offset) {
  std::vector<Highlight> found;
  const std::optional<Target> target = find_target(app, file, offset);
  if (!target) return found;
  std::vector<std::string_view> symbols;
  for (const Occurrence* use : target->uses) symbols.push_back(use->symbol);
  for (const Occurrence& occurrence : file.occurrences) {
    if (std::find(symbols.begin(), symbols.end(), occurrence.symbol) == symbols.end()) continue;
    if (!is_asked_for(app, *occurrence.use)) continue;
    // What exists because it is named is defined where it is named first.
    const std::vector<Definition>& definitions = app.definitions(occurrence.symbol);
    const bool is_first = occurrence.use->role == Role::mentions && !definitions.empty() &&
                          definitions.front().file == &file && definitions.front().range == occurrence.range;
    found.push_back({occurrence.range, occurrence.use->defines() || is_first});
  }
  // A place that does both defines.
  std::sort(found.begin(), found.end(), [](const Highlight& a, const Highlight& b) {
    if (a.range.begin != b.range.begin) return a.range.begin < b.range.begin;
    if (a.range.end != b.range.end) return a.range.end < b.range.end;
    return a.is_definition && !b.is_definition;
  });
  found.erase(std::unique(found.begin(), found.end(),
                          [](const Highlight& a, const Highlight& b) { return a.range == b.range; }),
              found.end());
  return found;
}

}  // namespace paas::query
