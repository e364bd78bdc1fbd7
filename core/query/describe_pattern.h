// Which of the sample events a pattern lets through.
#pragma once

#include <string>

#include "core/app/file.h"

namespace paas::query {

/// A sentence in Markdown about the pattern at `node`; empty where no pattern is, or it has mistakes.
std::string describe_samples(const File& file, yaml::NodeId node);

}  // namespace paas::query
