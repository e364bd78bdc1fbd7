// Files as they were in a revision of a git repository, read by the program `git`, without a network.
#pragma once

#include <map>
#include <string>

#include "core/text/result.h"

namespace paas::cli {

struct Revision {
  std::string commit;                        // its name in hexadecimal digits
  std::string top;                           // the folder of the repository, absolute
  std::map<std::string, std::string> texts;  // of what may be part of an app, by absolute path
};

/// The files that an app at or below `path` (absolute; it need not exist any more) may be made of, as of a revision:
/// those below `path` or `package`, and the settings and shell files of the whole repository. Links are followed inside
/// of the revision.
Result<Revision> read_revision(const std::string& path, const std::string& package, const std::string& name);

}  // namespace paas::cli
