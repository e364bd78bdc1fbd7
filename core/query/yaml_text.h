// Writes values as YAML 1.1 that can stand in a docstring, as text and as a snippet of LSP 3.17 at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/expected.h"

namespace paas::query {

/// How the document is laid out; blanks.
struct Layout {
  std::uint32_t indent = 2;       // of keys below keys
  std::uint32_t dash_indent = 0;  // of dashes below keys
};

/// A scalar as it stands in YAML, in quotes where it would mean something else; nothing where it cannot stand in a
/// docstring. `quote`: the quotes that stand around it already.
std::optional<std::string> scalar_text(std::string_view text, bool in_flow, char quote = '\0');
/// The same for a scalar of JSON.
std::optional<std::string> json_text(const schema::Json& scalar, bool in_flow, char quote = '\0');

class YamlText {
 public:
  explicit YamlText(Layout layout) : layout_(layout) {}

  void raw(std::string_view text);
  /// A place to fill in, with what stands there first.
  void stop(std::string_view text);
  /// Differs between the two: a place where something else is chosen.
  void differ(std::string_view text, std::string_view snippet);
  void last_stop() { differ({}, "$0"); }

  /// The entries of `object`, the first at the current place, the others on lines of their own from `column`. `schema`
  /// says what else could stand there; may be nullptr.
  void entries(const schema::Json& object, const schema::Subschema* schema, std::uint32_t column);
  /// What follows a colon: on the same line, or on lines below the key that stands in `column`.
  void value(const schema::Json& value, const schema::Subschema* schema, std::uint32_t column);
  /// In brackets where it is a collection.
  void inline_value(const schema::Json& value, const schema::Subschema* schema);
  /// The entries of `object` within braces that stand there.
  void inline_entries(const schema::Json& object, const schema::Subschema* schema);
  void new_line(std::uint32_t column) { raw("\n" + std::string(column, ' ')); }

  const std::string& plain() const { return plain_; }
  const std::string& snippet() const { return snippet_; }
  bool is_whole() const { return is_whole_; }  // false: some text could not be written

 private:
  void scalar(const schema::Json& value, const schema::Subschema* schema, bool in_flow);

  Layout layout_;
  std::string plain_;
  std::string snippet_;
  int stops_ = 0;
  int depth_ = 0;
  bool is_whole_ = true;
};

/// A value that fits one of `alternatives`: the schema's default, or an example, or what is required. Examples first
/// where they are `preferred`.
schema::Json skeleton(const std::vector<schema::Alternative>& alternatives, bool examples_first = false);
/// Whether a value of JSON fits all parts of an alternative.
bool fits(const schema::Alternative& alternative, const schema::Json& value);
/// The same of any alternative.
bool fits(const std::vector<schema::Alternative>& alternatives, const schema::Json& value);

}  // namespace paas::query
