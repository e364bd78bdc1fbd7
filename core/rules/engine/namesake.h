// Handlers whose names the deployer cannot tell apart.
#pragma once

#include <cstdint>
#include <optional>

#include "core/rules/rule.h"

namespace paas {

enum class Likeness : std::uint8_t {
  route,       // two endpoints with the same method and path
  name_space,  // the same namespace: the deployer refuses
  logical_id,  // different namespaces that hungarorise alike: one overwrites the other without a word
};

struct Namesake {
  Likeness likeness;
  const Definition* other;  // the earlier one
};

/// The earlier definition whose names `check.handler` takes again.
std::optional<Namesake> find_namesake(const Check& check);

/// Where the name of a handler comes from: an endpoint's `path`, else the head of its fragment.
Range name_place(const Handler& handler);

}  // namespace paas
