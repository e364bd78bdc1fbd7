// What a handler listens to: the pattern that its fragment holds, with what the deployer adds.
#pragma once

#include <optional>

#include "core/app/file.h"
#include "core/events/pattern.h"

namespace paas::events {

/// What the deployer adds to a pattern: `x-paas-inserts` of what stands at `node`.
struct Insertion {
  const schema::Json* fields;
  yaml::NodeId node;
};

/// Nothing where the deployer adds nothing.
std::optional<Insertion> insertion_of(const File& file);

/// The value that the schema calls an `event-pattern`, or `no_node`: topics, timers and endpoints have none.
yaml::NodeId pattern_node(const File& file);

/// The whole pattern of a file that has one.
std::optional<Reading> pattern_of(const File& file);

}  // namespace paas::events
