// What each word of a fragment is, for colours: semantic tokens.
#pragma once

#include <cstdint>
#include <vector>

#include "core/app/app.h"

namespace paas::query {

enum class WordKind : std::uint8_t {
  key,
  constant,  // a word of the language: one of the values that the schema allows
  number,
  text,
  keyword,  // true, false, null
  name,     // of a symbol; in code, of a variable of the environment
  permission,
  comment,
};

struct Word {
  Range range;  // in one line
  WordKind kind;
  bool defines = false;  // the name is given here

  bool operator==(const Word&) const = default;
};

/// The words of the fragments, and the names of variables that the code reads; in the order of the text, none over
/// another.
std::vector<Word> words(const App& app, const File& file);

}  // namespace paas::query
