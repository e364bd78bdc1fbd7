// What a value needs beside it, or must not have beside it: `x-paas-needs` and `x-paas-avoids`.
#pragma once

#include <string>
#include <vector>

#include "core/rules/rule.h"

namespace paas {

/// One entry of such a keyword, filled in for the value that it applies to.
struct Counterpart {
  std::string symbol;
  std::string message;
  Range place;   // where to report
  Range extent;  // all that belongs to the value
};

/// The entries of a keyword that apply to the file, in the order of their places.
std::vector<Counterpart> counterparts_of(const Check& check, const char* name);

}  // namespace paas
