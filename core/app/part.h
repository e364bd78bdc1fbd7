// What part a file plays in an app, by its path and the settings in force.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "core/app/settings.h"

namespace paas {

struct Part {
  FileKind kind;
  std::shared_ptr<const Generation> generation;  // nullptr: the fragment's shape decides
};

/// Nothing for files that take no part. `settings` may be nullptr; those that name a folder of schemas decide alone, by
/// the globs there, relative to the settings' directory.
std::optional<Part> part_of(std::string_view path, const Settings* settings);

}  // namespace paas
