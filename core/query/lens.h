// What a fragment becomes, in a line above it.
#pragma once

#include <string>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

struct Lens {
  Range range;        // what it is about; bytes
  std::string title;  // plain text
};

/// Above a handler: what it is, what it is called, how many resources it adds, what starts it and how often others
/// refer to it. Above a root: how full the template is. Above each name that a file defines for others: how often it is
/// used. At most 1,000, in the order of the text.
std::vector<Lens> lenses(const App& app, const File& file);

}  // namespace paas::query
