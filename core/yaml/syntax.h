// A place where libyaml refused the text, and what people are told about it.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/yaml/document.h"

namespace paas::yaml {

/// What libyaml said. The texts are its own constants; the offsets are bytes in the host.
struct Refusal {
  std::string_view problem;
  std::uint32_t at = 0;
  std::string_view context;
  std::uint32_t context_at = 0;
};

/// What libyaml accepts and the deployer does not; `at` is the start of the scalar.
inline constexpr std::string_view question_mark_in_brackets = "a question mark in a plain scalar in brackets";

struct Diagnosis {
  Problem problem;
  /// What to overwrite with blanks so that the rest of the text has a chance to parse.
  Range blank;
};

/// The mistake that probably led to a refusal, placed where a person would mend it. `text` is the host, of which
/// `fragment` was parsed.
Diagnosis diagnose(std::string_view text, Range fragment, const Refusal& refusal);

}  // namespace paas::yaml
