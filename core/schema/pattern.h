// Regular expressions of schemas, matched in linear time by RE2.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/text/result.h"

namespace re2 {
class RE2;
}

namespace paas::schema {

inline constexpr std::size_t max_pattern_size = 10 * 1024;

/// A pattern of JSON Schema: an ECMA-262 expression that is searched for, not anchored.
class Pattern {
 public:
  /// Fails on what a linear engine cannot do (look-around, back-references) and beyond `max_pattern_size` bytes.
  static Result<Pattern> compile(std::string_view source);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  bool found_in(std::string_view text) const;

 private:
  explicit Pattern(std::unique_ptr<re2::RE2> engine);
  std::unique_ptr<re2::RE2> engine_;
};

/// `source` in the syntax of RE2, which spells some of ECMA-262 in other ways.
std::string to_re2(std::string_view source);

}  // namespace paas::schema
