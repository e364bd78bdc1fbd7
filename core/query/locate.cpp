// Definitions and references.
#include <algorithm>
#include <unordered_map>

#include "core/query/code.h"
#include "core/query/query.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

void add_once(std::vector<Place>& places, Place place) {
  if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
}

}  // namespace

std::vector<Place> definition(const App& app, const File& file, std::uint32_t offset) {
  std::vector<Place> places = code_of(app, file, offset);
  const std::optional<Target> target = find_target(app, file, offset);
  if (!target) return places;
  for (const Occurrence* use : target->uses) {
    for (const Definition& definition : app.definitions(use->symbol)) {
      if (app.is_live(*definition.use)) add_once(places, {definition.file, definition.range});
    }
  }
  const Place here{&file, target->range};
  if (places.size() > 1) std::erase(places, here);
  return places;
}

std::vector<Place> references(const App& app, const File& file, std::uint32_t offset) {
  const std::optional<Target> target = find_target(app, file, offset);
  if (!target) return {};
  std::unordered_map<const File*, std::vector<Range>> ranges;
  for (const Occurrence* use : target->uses) {
    for (const Definition& definition : app.definitions(use->symbol)) {
      if (app.is_live(*definition.use)) ranges[definition.file].push_back(definition.range);
    }
  }
  std::vector<Place> places;
  for_each_file(app, [&](const File& each) {
    std::vector<Range>& here = ranges[&each];
    for (const Occurrence& occurrence : each.occurrences) {
      const bool is_meant = std::any_of(target->uses.begin(), target->uses.end(),
                                        [&](const Occurrence* use) { return use->symbol == occurrence.symbol; });
      if (is_meant && is_asked_for(app, *occurrence.use)) here.push_back(occurrence.range);
    }
    std::sort(here.begin(), here.end(), [](Range a, Range b) { return a.begin < b.begin; });
    here.erase(std::unique(here.begin(), here.end()), here.end());
    for (const Range range : here) places.push_back({&each, range});
  });
  return places;
}

}  // namespace paas::query
