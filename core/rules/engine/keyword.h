// Reads the project's own keywords from the schemas that apply to a file.
#pragma once

#include "core/rules/rule.h"

namespace paas {

/// The value of a keyword of the schema that applies; nullptr if it has none.
inline const schema::Json* keyword(const schema::Annotation& annotation, const char* name) {
  const auto found = annotation.schema->source->find(name);
  return found == annotation.schema->source->end() ? nullptr : &*found;
}

/// A text within the value of a keyword; empty if it has none.
inline std::string_view text_in(const schema::Json& json, const char* name) {
  const auto found = json.find(name);
  return found == json.end() ? std::string_view() : std::string_view(found->get_ref<const std::string&>());
}

}  // namespace paas
