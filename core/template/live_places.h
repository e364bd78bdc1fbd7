// From the lines of a preview to the places of the sources that made them, and back. Parts are rendered for it again:
// the lines of previews are not remembered. Previews that are YAML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/template/live.h"

namespace paas::cloudformation {

/// What made something in a preview.
struct PreviewSource {
  const File* file;  // belongs to what the preview shows
  Range range;
  std::string name;    // of the resource, the output or the parameter
  std::string type;    // of the resource: `AWS::Lambda::Function`; else `parameter` or `output`
  std::string reason;  // where no line of the source asks for it by name
};

/// `column`: bytes. On the name of another resource, or of a parameter, what made that. Nothing for comments and heads
/// of sections.
std::optional<PreviewSource> source_of(const LivePreview& preview, std::uint32_t line, std::uint32_t column);

/// Lines of a preview, both included.
struct LineRange {
  std::uint32_t first;
  std::uint32_t last;
  bool operator==(const LineRange&) const = default;
};

/// What the line of the offset made: of the places that begin there, the smallest one around the offset, or else the
/// smallest; else the smallest one around it. The head of a fragment made all that the file makes. Nothing on blank
/// lines, and where another text is shown than that of the file.
std::vector<LineRange> places_of(const LivePreview& preview, const File& file, std::uint32_t offset);

}  // namespace paas::cloudformation
