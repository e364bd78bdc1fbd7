// Lines of source with carets under a range.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/text/text.h"

namespace paas::report {

/// Wraps texts in terminal colours, or leaves them alone.
class Painter {
 public:
  static constexpr std::string_view bold = "1", red = "1;31", yellow = "1;33", blue = "1;34", cyan = "1;36";

  explicit Painter(bool enabled) : enabled_(enabled) {}
  /// `text` in a colour, which is the number of an ECMA-48 SGR sequence.
  std::string operator()(std::string_view color, std::string_view text) const;

 private:
  bool enabled_;
};

/// A range as first and last line, both zero-based and with something in them to point at.
struct Span {
  std::uint32_t first_line;
  std::uint32_t last_line;
  Range range;
};

/// A range that ends with a line break is taken to end before it.
Span span_of(const Lines& lines, Range range);

/// The lines of `span` behind a gutter for line numbers of `width` digits: the whole of a range in one line, else the
/// first and the last line. Long lines are cut around the carets. Of a line for which `mask` gives something, what
/// follows that many bytes is shown as `…`, and the carets end there.
using Mask = std::function<std::optional<std::uint32_t>(std::uint32_t line)>;
std::string snippet(std::string_view text, const Lines& lines, const Span& span, std::size_t width,
                    const Painter& paint, std::string_view color, const Mask& mask = {});

}  // namespace paas::report
