// The schema of schemas, which schemas may refer to like to any other.
#pragma once

#include <string_view>

namespace paas::schema {

inline constexpr std::string_view metaschema_uri = "http://json-schema.org/draft-07/schema";

/// JSON text of the metaschema of draft-07.
extern const std::string_view metaschema_text;

}  // namespace paas::schema
