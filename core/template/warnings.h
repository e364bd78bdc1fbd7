// What people should know before a change is deployed. For core/template's own use.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/template/compare_values.h"
#include "core/template/difference.h"

namespace paas::cloudformation {

using ResourcesById = std::unordered_map<std::string_view, const Resource*>;

struct TemplateSize {
  std::size_t resources = 0;
  std::size_t parameters = 0;
  std::size_t outputs = 0;
};
struct TemplateSizes {
  TemplateSize before;
  TemplateSize after;
};

struct RefusedChange {
  std::string message;  // as of a warning
  const Origin* origin;
};

/// Why CloudFormation ends the update of a resource with an error.
std::vector<RefusedChange> refusals_of(const std::vector<FoundChange>& changes, const Behaviour& behaviour);

/// Adds all other warnings to those of `difference`, and sorts them. `old` and `now`: the resources that were compared.
void add_warnings(const Side& before, const Side& after, const ResourcesById& old, const ResourcesById& now,
                  const TemplateSizes& sizes, Difference& difference);

}  // namespace paas::cloudformation
