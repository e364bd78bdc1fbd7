// How CloudFormation changes resources: schemas/cloudformation/changes.yaml in compiled form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace paas::cloudformation {

/// Keys below `Properties`; `*` is any item of a list.
using PropertyPath = std::vector<std::string>;

struct Refusal {
  enum class When : std::uint8_t { any, removed, changed, several };
  std::string property;
  When when;
  std::vector<std::string> except;  // keys of an item that can change
  std::string because;
};

struct Exposure {
  std::string property;
  std::vector<std::string> values;
  bool by_absence = false;
};

struct Behaviour {
  std::vector<PropertyPath> replaced_by;
  std::string loses;  // empty: nothing that counts
  std::vector<std::pair<std::string, std::string>> items;
  std::vector<Refusal> refusals;
  std::vector<std::string> policies;
  std::string grants_to;
  std::vector<Exposure> exposures;
  std::vector<std::string> exact;

  /// The key that tells the items of a property apart; empty if none does.
  std::string_view item_key(std::string_view property) const;
  bool is_exact(std::string_view property) const;
};

/// Of a type that is not known: it is only compared.
const Behaviour& behaviour_of(std::string_view type);

}  // namespace paas::cloudformation
