// Says which of the events that come with the program start a handler.
#include "core/query/describe_pattern.h"

#include "core/events/listener.h"
#include "core/query/match_event.h"

namespace paas::query {

std::string describe_samples(const File& file, yaml::NodeId node) {
  if (file.is_broken() || node != events::pattern_node(file)) return {};
  const auto samples = samples_that_start(file);
  if (!samples) return {};
  std::string names;
  for (const events::Sample* sample : *samples)
    names += (names.empty() ? "`" : ", `") + std::string(sample->name) + "`";
  if (names.empty()) return "No sample event fits; `paas-lsp --match sample:` lists them.";
  return "Sample events that fit: " + names + ". `paas-lsp --match` says the same of any event.";
}

}  // namespace paas::query
