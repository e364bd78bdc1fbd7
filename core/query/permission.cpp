// Looks permissions up among AWS's actions.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
#include "core/query/permission.h"

#include <fmt/format.h>

#include <vector>

#include "core/data.h"
#include "core/query/markdown.h"
#include "core/text/characters.h"

namespace paas::query {

namespace {

constexpr std::size_t max_shown = 6;

// The reference's pages are named after the services, without what is no letter or digit.
std::string page_of_service(std::string_view title) {
  std::string page;
  for (const char c : title) {
    if (is_alphanumeric(c)) page += to_lower(c);
  }
  return page;
}

std::string describe_action(std::string_view permission, const IamAction& action) {
  std::string text = fmt::format("**{}** {}", code_span(permission), action.access_level);
  if (!action.description.empty()) add_paragraph(text, prose(action.description) + ".");
  return text;
}

std::string describe_wildcard(std::string_view permission, std::string_view service, std::string_view pattern) {
  const IamActions actions = iam_actions(service);
  std::vector<std::string> shown;
  std::size_t count = 0;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (!iam_pattern_matches(pattern, actions.name(i))) continue;
    if (++count <= max_shown) shown.emplace_back(actions.name(i));
  }
  std::string text = fmt::format("**{}**", code_span(permission));
  if (count == 0) {
    add_paragraph(
        text, fmt::format("Matches none of the {} actions of {}.", actions.size(), prose(iam_service_title(service))));
    return text;
  }
  const std::string number =
      count == actions.size() ? fmt::format("all {}", count) : fmt::format("{} of the {}", count, actions.size());
  add_paragraph(text, fmt::format("Allows {} actions of {}: {}.", number, prose(iam_service_title(service)),
                                  code_spans(shown, count - shown.size())));
  return text;
}

}  // namespace

std::string describe_permission(std::string_view permission) {
  const std::size_t colon = permission.find(':');
  // The longest action has some 60 characters; matching takes as long as what is matched.
  constexpr std::size_t max_size = 200;
  if (colon == std::string_view::npos || permission.size() > max_size) return {};
  const std::string_view service = permission.substr(0, colon);
  const std::string_view action = permission.substr(colon + 1);
  if (!is_iam_service(service)) {
    return fmt::format("**{}**\n\nAWS has no service {}, as far as is known here.", code_span(permission),
                       code_span(service));
  }
  if (action.find_first_of("*?") != std::string_view::npos) return describe_wildcard(permission, service, action);
  if (const std::optional<IamAction> found = find_iam_action(service, action))
    return describe_action(permission, *found);
  return fmt::format("**{}**\n\n{} has no such action, as far as is known here.", code_span(permission),
                     prose(iam_service_title(service)));
}

std::string url_of_permission(std::string_view url, std::string_view permission) {
  const std::string_view title = iam_service_title(permission.substr(0, permission.find(':')));
  if (title.empty()) return {};
  constexpr std::string_view placeholder = "{service}";
  std::string filled(url);
  const std::size_t at = filled.find(placeholder);
  return at == std::string::npos ? filled : filled.replace(at, placeholder.size(), page_of_service(title));
}

}  // namespace paas::query
