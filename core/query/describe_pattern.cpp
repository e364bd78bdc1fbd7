// Compares a pattern with the events that come with the program.
#include "core/query/describe_pattern.h"

#include <algorithm>

#include "core/events/listener.h"
#include "core/events/match.h"
#include "core/events/samples.h"

namespace paas::query {

namespace {

bool fits(const events::Pattern& pattern, const events::Sample& sample) {
  const Result<events::Event> event = events::read_event(sample.json);
  return event && !events::mismatch(pattern, *event);
}

}  // namespace

std::string describe_samples(const File& file, yaml::NodeId node) {
  if (file.is_broken() || node != events::pattern_node(file)) return {};
  const Range place = file.document.range(node);
  const auto is_inside = [&](const schema::Problem& problem) {
    const Range range = file.document.range(problem.node);
    return place.begin <= range.begin && range.end <= place.end;
  };
  if (std::any_of(file.problems.begin(), file.problems.end(), is_inside)) return {};
  const std::optional<events::Reading> reading = events::pattern_of(file);
  if (!reading || !reading->faults.empty()) return {};
  std::string names;
  for (const events::Sample& sample : events::samples()) {
    if (!fits(reading->pattern, sample)) continue;
    names += (names.empty() ? "`" : ", `") + std::string(sample.name) + "`";
  }
  if (names.empty()) return "No sample event fits; `paas-lsp --match sample:` lists them.";
  return "Sample events that fit: " + names + ". `paas-lsp --match` says the same of any event.";
}

}  // namespace paas::query
