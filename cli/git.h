// Files as they were in a revision of a git repository, read by the program `git`, without a network.
#pragma once

#include <memory>
#include <string>

#include "core/files/file_system.h"
#include "core/text/result.h"

namespace paas::cli {

struct Revision {
  std::string commit;  // its name in hexadecimal digits
  std::string top;     // the folder of the repository, absolute
  /// Below `top` what may be part of an app, as it was; elsewhere the disk.
  std::shared_ptr<const files::FileSystem> files;
};

/// The files that an app at or below `path` (absolute; it need not exist any more) may be made of, as of a revision:
/// those below `path` or `package`, and the settings and shell files of the whole repository. Links are followed inside
/// of the revision.
Result<Revision> read_revision(const std::string& path, const std::string& package, const std::string& name);

}  // namespace paas::cli
