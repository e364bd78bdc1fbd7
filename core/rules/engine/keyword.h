// Reads the project's own keywords from the schemas that apply to a file.
#pragma once

#include <vector>

#include "core/rules/rule.h"

namespace paas {

/// The value of a keyword of the schema that applies; nullptr if it has none.
const schema::Json* keyword(const schema::Annotation& annotation, const char* name);

/// A text within the value of a keyword; empty if it has none.
std::string_view text_in(const schema::Json& json, const char* name);

/// The strings of a file that the schema accepts and of which it says `x-paas-value: MEANING`, in order.
std::vector<yaml::NodeId> values_of(const File& file, std::string_view meaning);
/// The text of the first of them; empty if there is none.
std::string_view value_of(const File& file, std::string_view meaning);

/// `message` with `{value}` replaced by the text, clipped and cleaned like all that comes from a document.
std::string filled(std::string_view message, std::string_view value);

}  // namespace paas
