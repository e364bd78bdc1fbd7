// Compares patterns with events.
#include "core/query/match_event.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/events/listener.h"
#include "core/events/match.h"
#include "core/events/wording.h"

namespace paas::query {

namespace {

using events::Event;
using Json = nlohmann::ordered_json;

bool has_mistakes(const File& file, const events::Reading& reading) {
  if (file.is_broken() || !reading.faults.empty()) return true;
  const Range pattern = file.document.range(events::pattern_node(file));
  return std::any_of(file.problems.begin(), file.problems.end(), [&](const schema::Problem& problem) {
    const Range range = file.document.range(problem.node);
    return pattern.begin <= range.begin && range.end <= pattern.end;
  });
}

// An event that was copied from a log names resources as they are called there.
std::string hint(const events::Miss& miss) {
  for (const events::Matcher& matcher : miss.field->values) {
    if (matcher.test != events::Test::resource || miss.found.size() != 1 || !miss.found.front()->is_string()) continue;
    const std::string name = miss.found.front()->get<std::string>();
    if (name.starts_with("aws.") || name.starts_with("${")) continue;
    return fmt::format("; if that is its name, add `--resource {}={}`", matcher.text, name);
  }
  return {};
}

Json wanted(const events::Matcher& matcher) {
  if (matcher.test == events::Test::resource) return {{"Ref", matcher.text}};
  return Json::parse(events::to_text(matcher));
}

}  // namespace

std::optional<Listener> listener_of(const File& file, const Event& event, const events::ResourceNames& names) {
  const std::optional<events::Reading> reading = events::pattern_of(file);
  if (!reading && !file.is_broken()) return std::nullopt;
  Listener listener{&file};
  listener.has_mistakes = !reading || has_mistakes(file, *reading);
  if (listener.has_mistakes) return listener;
  const std::optional<events::Miss> miss = events::mismatch(reading->pattern, event, names);
  listener.fires = !miss;
  if (!miss) return listener;
  listener.path = miss->path;
  listener.range = miss->field->range;
  listener.message = events::sentence(*miss) + hint(*miss);
  listener.is_inserted = miss->field->is_inserted;
  for (const events::Matcher& matcher : miss->field->values) listener.wanted.push_back(wanted(matcher));
  for (const Event* value : miss->found) listener.found.push_back(Json(*value));
  return listener;
}

std::optional<std::vector<const events::Sample*>> samples_that_start(const File& file) {
  if (file.is_broken()) return std::nullopt;
  const std::optional<events::Reading> reading = events::pattern_of(file);
  if (!reading || has_mistakes(file, *reading)) return std::nullopt;
  std::vector<const events::Sample*> found;
  for (const events::Sample& sample : events::samples()) {
    if (!events::mismatch(reading->pattern, sample.event)) found.push_back(&sample);
  }
  return found;
}

}  // namespace paas::query
