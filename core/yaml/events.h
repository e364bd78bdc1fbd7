// libyaml behind one function: the events of a fragment, given to a loader.
#pragma once

#include <optional>
#include <string_view>

#include "core/yaml/loader.h"
#include "core/yaml/syntax.h"

namespace paas::yaml {

/// What became of a text. `second_document`: the offset at which another document begins.
struct Outcome {
  std::optional<Refusal> refusal;
  std::optional<std::uint32_t> second_document;
};

/// Feeds the events of `fragment` in `text` to `loader` until the end, a refusal, or until the loader stops. `text`
/// has the offsets of the host, but need not be the host.
Outcome read_events(std::string_view text, Range fragment, Loader& loader);

}  // namespace paas::yaml
