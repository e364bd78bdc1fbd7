// Looks things up in the constant tables: binary searches, nothing is built when the program starts.
#include "core/data.h"

#include <algorithm>

#include "core/data_tables.h"
#include "core/text/characters.h"

namespace paas {

namespace {

// The C library's `tolower` follows the locale; IAM's names are ASCII.

bool less(std::string_view left, std::string_view right) {
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                      [](char a, char b) { return to_lower(a) < to_lower(b); });
}

bool equal(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return to_lower(a) == to_lower(b); });
}

// Goes back to the last `*` only, so the time is bounded by the product of the two sizes.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || to_lower(pattern[p]) == to_lower(name[n]))) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace

std::span<const EmbeddedSchema> embedded_schemas() { return tables::schemas; }

const EmbeddedSchema* find_embedded_schema(std::string_view name) {
  const auto found = std::ranges::lower_bound(tables::schemas, name, {}, &EmbeddedSchema::name);
  return found != tables::schemas.end() && found->name == name ? &*found : nullptr;
}

IamAction IamActions::operator[](std::size_t index) const {
  const tables::Action& action = tables::actions[first_ + index];
  return {name(index), tables::action_descriptions.substr(action.description, action.description_size),
          tables::access_levels[action.access_level]};
}

std::string_view IamActions::name(std::size_t index) const {
  const tables::Action& action = tables::actions[first_ + index];
  return tables::action_names.substr(action.name, action.name_size);
}

std::span<const std::string_view> iam_services() { return tables::services; }

bool is_iam_service(std::string_view service) { return std::ranges::binary_search(tables::services, service, less); }

std::string_view iam_service_title(std::string_view service) {
  const auto found = std::ranges::lower_bound(tables::services, service, less);
  if (found == tables::services.end() || !equal(*found, service)) return {};
  return tables::service_titles[static_cast<std::size_t>(found - tables::services.begin())];
}

IamActions iam_actions(std::string_view service) {
  const auto found = std::ranges::lower_bound(tables::services, service, less);
  if (found == tables::services.end() || !equal(*found, service)) return {};

  const auto index = static_cast<std::size_t>(found - tables::services.begin());
  const std::uint32_t first = tables::service_begins[index];
  return {first, tables::service_begins[index + 1] - first};
}

std::optional<IamAction> find_iam_action(std::string_view service, std::string_view action) {
  const IamActions actions = iam_actions(service);
  std::size_t low = 0;
  std::size_t high = actions.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (less(actions.name(middle), action)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == actions.size() || !equal(actions.name(low), action)) return std::nullopt;
  return actions[low];
}

bool iam_pattern_matches(std::string_view pattern, std::string_view action) { return matches(pattern, action); }

std::size_t iam_action_matches(std::string_view service, std::string_view pattern) {
  const IamActions actions = iam_actions(service);
  std::size_t count = 0;
  for (std::size_t index = 0; index < actions.size(); ++index) count += matches(pattern, actions.name(index)) ? 1 : 0;
  return count;
}

}  // namespace paas
