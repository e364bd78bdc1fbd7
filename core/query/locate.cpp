// Definitions and references.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/query/code.h"
#include "core/query/made.h"
#include "core/query/query.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

void add_once(std::vector<Place>& places, Place place) {
  if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
}

// The key of a handler's fragment stands for the handler.
bool is_head_of_handler(const App& app, const File& file, std::uint32_t offset) {
  if (app.handler_of(file) == nullptr || file.infra == yaml::no_node) return false;
  const Range head = file.fragment_head();
  return head.begin <= offset && offset <= head.end;
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
  std::set<std::string, std::less<>> symbols;
  std::unordered_map<const File*, std::vector<Range>> ranges;
  if (const std::optional<Target> target = find_target(app, file, offset)) {
    for (const Occurrence* use : target->uses) symbols.emplace(use->symbol);
    for (const std::string& symbol : symbols) {
      for (const Definition& definition : app.definitions(symbol)) {
        if (app.is_live(*definition.use)) ranges[definition.file].push_back(definition.range);
      }
    }
  } else if (is_head_of_handler(app, file, offset)) {
    symbols = symbols_of(app, file);
  }
  if (symbols.empty()) return {};
  std::vector<Place> places;
  for_each_file(app, [&](const File& each) {
    std::vector<Range>& here = ranges[&each];
    for (const Occurrence& occurrence : each.occurrences) {
      if (symbols.contains(occurrence.symbol) && is_asked_for(app, *occurrence.use)) here.push_back(occurrence.range);
    }
    std::sort(here.begin(), here.end(), [](Range a, Range b) { return a.begin < b.begin; });
    here.erase(std::unique(here.begin(), here.end()), here.end());
    for (const Range range : here) places.push_back({&each, range});
  });
  return places;
}

}  // namespace paas::query
