// Just enough of RFC 3986 to find out what `$id` and `$ref` name.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace paas::schema {

/// The URI that `reference` names where `base` is in force (RFC 3986, section 5.2).
std::string resolve_uri(std::string_view base, std::string_view reference);

/// A URI without its fragment, and the fragment without its `#`.
std::pair<std::string_view, std::string_view> split_fragment(std::string_view uri);

/// `%41` becomes `A`; a `%` that two hexadecimal digits do not follow stays.
std::string percent_decoded(std::string_view text);

}  // namespace paas::schema
