// Names places.
#include "cli/place.h"

#include <fmt/format.h>

#include "core/text/text.h"
#include "core/workspace/workspace.h"

namespace paas::cli {

std::string relative_to_here(const std::string& path) {
  const std::string here = absolute_path(".");
  if (path == here) return ".";
  return path.starts_with(here + "/") ? path.substr(here.size() + 1) : path;
}

std::string place_of(const File& file, Range range) {
  const Position position = Lines(file.text).code_points(range.begin);
  return fmt::format("{}:{}:{}", relative_to_here(file.path), position.line + 1, position.character + 1);
}

}  // namespace paas::cli
