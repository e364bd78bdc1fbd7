// Values of JSON as entries of YAML.
#pragma once

#include <string>
#include <string_view>

#include "core/schema/schema.h"
#include "core/yaml/edit.h"

namespace paas::schema {

/// A value as an entry to be written.
yaml::NewEntry entry_of(std::string_view key, const Json& value);
/// An entry on one line, if it is short, else its key: for titles.
std::string title_of(const yaml::NewEntry& entry);

}  // namespace paas::schema
