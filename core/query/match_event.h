// Which handlers an event starts, and where the patterns of the others do not match it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/app/app.h"
#include "core/events/compare.h"
#include "core/events/event.h"
#include "core/events/samples.h"

namespace paas::query {

/// A handler that waits for events, and how it takes one.
struct Listener {
  const File* file;
  bool has_mistakes = false;  // no rule can be made of its pattern
  bool fires = false;
  std::string path = {};  // the first one that does not match
  Range range = {};       // of that field
  std::string message = {};
  nlohmann::ordered_json wanted = nlohmann::ordered_json::array();
  nlohmann::ordered_json found = nlohmann::ordered_json::array();
  bool is_inserted = false;  // the deployer adds the field
};

/// Nothing for files that wait for something else: endpoints, timers, workers with a topic of their own.
std::optional<Listener> listener_of(const File& file, const events::Event& event,
                                    const events::ResourceNames& names = {});

/// Of the samples those that start the handler. Nothing where it has no pattern, or one with mistakes.
std::optional<std::vector<const events::Sample*>> samples_that_start(const File& file);

}  // namespace paas::query
