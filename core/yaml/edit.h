// Edits of YAML in place: comments, quotes, indentation and line ends of all else stay as they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/document.h"

namespace paas::yaml {

/// `text` instead of what stands in `range` of the host.
struct Replacement {
  Range range;
  std::string text;
};

/// An entry that is to be written: `value` is a scalar or a collection in flow style, or else it has `children`, or
/// `items`, which are scalars.
struct NewEntry {
  std::string key;
  std::string value = {};
  std::vector<NewEntry> children = {};
  std::vector<std::string> items = {};
};

/// Makes edits of a document. `bounds` is where the YAML may stand: the docstring, or the whole file. Nothing is sure
/// to be right in every way to write YAML, so whoever applies an edit reads the result again.
class Editor {
 public:
  Editor(std::string_view host, Range bounds, const Document& document)
      : host_(host), bounds_(bounds), document_(document) {}

  /// Removes an entry of a mapping, with its value and its lines. `key` is the range of its key, which need not be in
  /// the tree: the first of equal keys is not. The only entry leaves `{}` behind.
  std::optional<Replacement> remove_entry(Range key) const;
  /// Removes an item of a sequence, with its line. The only item leaves `[]` behind.
  std::optional<Replacement> remove_item(NodeId item) const;
  /// Adds entries at the end of a mapping, or to a value that is absent or empty; `key` is the one of the mapping
  /// itself.
  std::optional<Replacement> insert(NodeId mapping, NodeId key, const std::vector<NewEntry>& entries) const;
  /// Adds an item at the end of a sequence. Nothing for an empty one that is not written as `[]`.
  std::optional<Replacement> insert_item(NodeId sequence, std::string_view item) const;
  /// Moves an entry with its value deeper by some blanks.
  std::optional<Replacement> indent_entry(Range key, std::size_t blanks) const;
  /// Moves an entry in block style into the value of `home`, a key beside it, which is added where there is none.
  std::optional<Replacement> move_below(Range key, std::string_view home) const;
  /// Moves an entry in block style behind the entry that it is a part of. Nothing for the only one.
  std::optional<Replacement> move_above(Range key) const;
  /// Gives a scalar, a key or a value, another text, in the quotes that it has. Nothing for a block scalar.
  std::optional<Replacement> replace_scalar(NodeId scalar, std::string_view text) const;

  /// Each entry on lines of its own, each line with a break before it.
  std::string lines(const std::vector<NewEntry>& entries, std::string_view indentation) const;

 private:
  std::optional<Replacement> move_lines(Range key, std::uint32_t behind, std::size_t blanks) const;
  std::string lines_with_blanks(Range lines, std::ptrdiff_t more) const;
  Range line_of(std::uint32_t offset) const;
  bool starts_line(std::uint32_t offset) const;
  Range extent_of(Range key) const;
  std::uint32_t end_of_content(std::uint32_t offset) const;
  Replacement remove_lines(Range content) const;
  Replacement remove_between(Range content) const;
  std::optional<Replacement> remove(Range content, bool is_only, NodeId parent, std::string_view left) const;
  std::string_view line_break() const;

  std::string_view host_;
  Range bounds_;
  const Document& document_;
};

/// What the cure of a syntax error does; nothing where there is none.
std::optional<Replacement> cure(std::string_view host, Range fragment, const Problem& problem);

/// `text` in the quotes that need the fewest escapes.
std::string quoted_text(std::string_view text);
/// Entries on lines of their own, each line ended by LF.
std::string block_text(const std::vector<NewEntry>& entries);
/// `text` as a plain scalar where YAML 1.1 reads that as this very string, else in quotes.
std::string scalar_text(std::string_view text);

}  // namespace paas::yaml
