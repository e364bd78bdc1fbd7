// Reads and compares permissions.
#include "core/aws/permission.h"
#include "core/text/characters.h"

#include <algorithm>
#include <array>

namespace paas {

namespace {

bool is_in_service(char c) { return is_alphanumeric(c) || c == '-'; }
bool is_action(char c) { return is_alphanumeric(c) || c == '*' || c == '?'; }

}  // namespace

std::string_view fault_of_permission(std::string_view text) {
  if (text == "*") return "it names no service; list what the function needs, such as `s3:*`";
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return "it has no colon; write the service first, such as `s3:GetObject`";
  const std::string_view service = text.substr(0, colon);
  const std::string_view action = text.substr(colon + 1);
  if (service.empty()) return "no service stands before the colon; write it there, such as `s3:GetObject`";
  if (action.empty()) return "no action stands after the colon; write one there, or `*` for all";
  if (action.find(':') != std::string_view::npos) return "it has more than one colon; keep the service and the action";
  if (!std::all_of(service.begin(), service.end(), is_in_service)) {
    return "only letters, digits and `-` may stand before the colon; remove the rest";
  }
  if (!std::all_of(action.begin(), action.end(), is_action)) {
    return "only letters, digits, `*` and `?` may stand after the colon; remove the rest";
  }
  return {};
}

std::optional<Permission> parse_permission(std::string_view text) {
  if (!fault_of_permission(text).empty()) return std::nullopt;
  const std::size_t colon = text.find(':');
  return Permission{text.substr(0, colon), text.substr(colon + 1)};
}

bool is_always_allowed(std::string_view text) {
  constexpr std::array<std::string_view, 3> added{"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"};
  return std::any_of(added.begin(), added.end(), [&](std::string_view one) { return covers(one, text); });
}

// Goes back to the last `*` only, so the time is bounded by the product of the two sizes.
bool covers(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() &&
               ((pattern[p] == '?' && text[t] != '*') || to_lower(pattern[p]) == to_lower(text[t]))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace paas
