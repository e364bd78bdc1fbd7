// Finds out what part a file plays.
#include "core/app/part.h"

#include <fnmatch.h>

#include "core/text/path.h"

namespace paas {

namespace {

// A glob without `/` is about the file's name, wherever it lies.
bool fits(const std::string& glob, std::string_view path, std::string_view directory) {
  if (glob.find('/') == std::string::npos) {
    path = path.substr(path.rfind('/') + 1);
  } else {
    if (!path.starts_with(directory)) return false;
    path.remove_prefix(directory.size());
    while (path.starts_with('/')) path.remove_prefix(1);
  }
  return fnmatch(glob.c_str(), std::string(path).c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
}

}  // namespace

std::optional<Part> part_of(std::string_view path, const Settings* settings) {
  const std::optional<FileKind> built_in = kind_of_path(path);
  if (settings == nullptr || settings->own_generation == nullptr) {
    if (!built_in) return std::nullopt;
    return Part{*built_in, nullptr};
  }
  if (built_in == FileKind::environment) return Part{*built_in, nullptr};
  // The settings and the schemas are no fragments, whatever a glob takes in.
  if (path == settings->path || is_at_or_below(path, settings->schemas_folder())) return std::nullopt;
  for (const FileKind kind : {FileKind::root, FileKind::handler}) {
    const FileType* type = settings->own_generation->type(kind);
    if (type != nullptr && fits(type->files, path, settings->directory)) return Part{kind, settings->own_generation};
  }
  return std::nullopt;
}

}  // namespace paas
