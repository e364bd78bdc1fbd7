// A generation from a folder of a user's own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/app/generation.h"
#include "core/text/result.h"

namespace paas {

/// A file of the folder.
struct SchemaFile {
  std::string path;
  std::string text;
};

/// Reads `generation.yaml` and the schemas beside it. The error is the first mistake, with its file, line and column.
Result<std::shared_ptr<const Generation>> make_generation(const std::vector<SchemaFile>& files);

}  // namespace paas
