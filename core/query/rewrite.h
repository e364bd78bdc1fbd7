// Another text for a scalar of a fragment.
#pragma once

#include <memory>
#include <string_view>

#include "core/query/query.h"

namespace paas::query {

struct Rewritten {
  TextEdit edit;
  std::shared_ptr<const File> file;  // as it is then
};

/// The error says why the text cannot stand there: the file was read again.
Result<Rewritten> rewrite(const File& file, yaml::NodeId scalar, std::string_view text);

}  // namespace paas::query
