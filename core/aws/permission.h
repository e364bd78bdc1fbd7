// Permissions `service:Action`, as IAM reads them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
#pragma once

#include <optional>
#include <string_view>

namespace paas {

struct Permission {
  std::string_view service;
  std::string_view action;  // may hold the wildcards `*` (any characters) and `?` (exactly one)
};

/// Why IAM refuses a text, as the end of a sentence; empty if it is well-formed.
std::string_view fault_of_permission(std::string_view text);
/// nullopt if it is malformed.
std::optional<Permission> parse_permission(std::string_view text);

/// What the deployer lets every function do: to write its logs.
bool is_always_allowed(std::string_view text);

inline bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }
/// True if `pattern` allows all that `text`, which may hold wildcards itself, allows. Case does not count.
bool covers(std::string_view pattern, std::string_view text);

}  // namespace paas
