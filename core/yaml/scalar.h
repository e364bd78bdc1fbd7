// What a scalar means: the tags of YAML 1.1 and the values of their texts, as PyYAML's safe loader reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/yaml/document.h"

namespace paas::yaml {

/// The tags that the safe loader knows (https://yaml.org/type/).
enum class Tag : std::uint8_t {
  null,
  boolean,
  integer,
  number,
  string,
  timestamp,
  binary,
  sequence,
  mapping,
  set,
  pairs,  // !!omap and !!pairs: a sequence of mappings with one entry each
  merge,
  value,
  unknown,
};

/// The tag with that full name (`tag:yaml.org,2002:int`).
Tag tag_of(std::string_view name);

/// The tag that a plain scalar without a tag has.
Tag implicit_tag(std::string_view text);

struct Scalar {
  Kind kind = Kind::string;
  bool boolean = false;
  bool fits = true;  // the integer fits 64 bits
  std::int64_t integer = 0;
  double number = 0;  // the magnitude of an integer too
};

/// The value of a scalar with that tag; nothing where the loader refuses the text (`!!int abc`, 2024-13-01).
std::optional<Scalar> scalar_value(Tag tag, std::string_view text);

}  // namespace paas::yaml
