// Writes several files, all of them or none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/text/result.h"

namespace paas::cli {

struct FileWrite {
  std::string path;
  std::string before;  // what must still stand there
  std::string after;
  bool is_new = false;
  bool is_removed = false;
};

/// New texts are written beside their files first and then take their places; what was done is undone where a later
/// step fails. Modes stay as they are. Refuses symbolic links, and files that changed since they were read.
std::optional<Error> write_all(const std::vector<FileWrite>& writes);

}  // namespace paas::cli
