// What a permission allows, by the list of AWS's actions.
#pragma once

#include <string>
#include <string_view>

namespace paas::query {

/// Markdown about `service:Action`, with wildcards or without. Empty where it is no permission.
std::string describe_permission(std::string_view permission);

/// A URL with `{service}` filled in: the name of the service's page in AWS's Service Authorization Reference. Empty
/// where the service of the permission is not known.
std::string url_of_permission(std::string_view url, std::string_view permission);

}  // namespace paas::query
