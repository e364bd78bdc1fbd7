// Texts that lead to documentation or to files.
#pragma once

#include <string>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

struct Link {
  Range range;
  std::string target;  // an address, or the absolute path of a file
  bool is_file;
  std::string tooltip;  // plain text
};

/// The schema of the fragment, at its head; what `x-paas-link` says about keys and values, but for those that lead to a
/// definition; and files that are named. At most 1,000, in the order of the text. Whether a file exists is not known.
std::vector<Link> links(const App& app, const File& file);

}  // namespace paas::query
