// Templates as text: YAML with CloudFormation's short tags, or JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/template/template.h"

namespace paas::cloudformation {

enum class Format : std::uint8_t { yaml, json };

/// What a line of a text shows.
struct LineOrigin {
  const Origin* origin;    // nullptr: none
  std::uint32_t resource;  // index in the part; `no_resource` for all else
};
inline constexpr std::uint32_t no_resource = UINT32_MAX;

/// What a part adds to two sections of the template. YAML ends each entry with LF; JSON ends it with a comma and LF.
struct PartText {
  std::string resources;
  std::string outputs;
  std::vector<LineOrigin> resource_lines;  // of `resources`, where they are wanted
  std::vector<LineOrigin> output_lines;
};

PartText write(const FilePart& part, Format format, bool with_lines = false);
/// An entry of `Parameters` for each, as in `PartText`.
std::string write(const std::vector<Parameter>& parameters, Format format);

/// The entries of the three sections, in pieces.
struct Sections {
  std::vector<std::string_view> parameters;
  std::vector<std::string_view> resources;
  std::vector<std::string_view> outputs;
};
using Sink = std::function<void(std::string_view)>;

/// A whole template, piece by piece. `with_empty`: sections without entries, too, as the deployer writes them.
void add_template(const Sections& sections, Format format, bool with_empty, const Sink& sink);
std::string to_text(const Template& whole, Format format, bool with_empty);

/// `text` as JSON in one line, with a blank after each comma and colon, as Python's `json.dumps` writes it.
void write_json_line(const Value& value, std::string& text);
/// A value as JSON or YAML on lines of its own, without the line break at its end.
std::string to_text(const Value& value, Format format);

}  // namespace paas::cloudformation
