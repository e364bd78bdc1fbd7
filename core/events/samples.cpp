// Finds the samples among what is embedded.
#include "core/events/samples.h"

#include <algorithm>

#include "core/data.h"

namespace paas::events {

std::vector<Sample> samples() {
  constexpr std::string_view folder = "/samples/";
  std::vector<Sample> found;
  for (const EmbeddedSchema& schema : embedded_schemas()) {
    const std::size_t at = schema.name.find(folder);
    if (at != std::string_view::npos) found.push_back({schema.name.substr(at + folder.size()), schema.json});
  }
  std::ranges::sort(found, {}, &Sample::name);
  return found;
}

}  // namespace paas::events
