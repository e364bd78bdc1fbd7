// Inputs that are hostile to parsers, in any size.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace paas::test {

struct Hostile {
  const char* name;
  std::string text;  // of an `index.py` or a root
};

/// About `size` bytes each.
std::vector<Hostile> hostile_files(std::size_t size);

}  // namespace paas::test
