// Finds the samples among what is embedded.
#include "core/events/samples.h"

#include <algorithm>

#include "core/data.h"

namespace paas::events {

namespace {

std::vector<Sample> read_samples() {
  constexpr std::string_view folder = "/samples/";
  std::vector<Sample> found;
  for (const EmbeddedSchema& schema : embedded_schemas()) {
    const std::size_t at = schema.name.find(folder);
    if (at != std::string_view::npos)
      found.push_back({schema.name.substr(at + folder.size()), schema.json, *read_event(schema.json)});
  }
  std::ranges::sort(found, {}, &Sample::name);
  return found;
}

}  // namespace

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = read_samples();
  return all;
}

}  // namespace paas::events
