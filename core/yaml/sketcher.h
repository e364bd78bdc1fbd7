// The reader behind `sketch`: lines and blocks in sketch.cpp, brackets in sketch_flow.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/sketch.h"

namespace paas::yaml {

/// A line that holds more than blanks and a comment, or the cursor.
struct SketchLine {
  Range range;               // without the line ending
  std::uint32_t content;     // offset of the first character that is no blank
  std::uint32_t column;      // of that character; a tab goes to the next multiple of the indentation
  std::uint32_t raw_column;  // the same, where the line of the cursor was placed in another
};

/// What is read of one value.
struct SketchValue {
  NodeId node = no_node;  // none: it is being written
  std::uint32_t end = 0;  // the offset behind it
};

inline constexpr std::uint32_t usual_indent = 2;

class Sketcher {
 public:
  Sketcher(std::string_view host, Range fragment, std::uint32_t cursor, std::string_view top);
  Sketch run();

 private:
  // sketch.cpp: lines and blocks
  void read_lines();
  void measure_indentation();
  std::uint32_t column_of(Range line, std::uint32_t content) const;
  bool is_at_end() const { return line_ >= lines_.size(); }
  std::uint32_t column() const;
  void next_line();
  void skip_deeper(std::uint32_t depth);
  bool is_dash(std::uint32_t offset) const;
  std::optional<std::uint32_t> colon_of(std::uint32_t offset) const;
  std::uint32_t closing_quote(std::uint32_t offset, std::uint32_t end) const;
  Range plain_text(std::uint32_t offset) const;
  bool is_hole_here() const;
  bool is_half_a_key() const;
  bool is_key_column(std::uint32_t depth) const;
  NodeId node(std::optional<std::uint32_t> above);
  NodeId mapping(std::uint32_t depth);
  NodeId finish_mapping(Range range, std::vector<Entry>& entries, std::optional<Step> way);
  NodeId entry_value(std::uint32_t depth, std::uint32_t colon);
  NodeId sequence(std::uint32_t depth);
  NodeId item_value(std::uint32_t depth, std::uint32_t dash);

  // sketch_place.cpp: the line of the cursor
  void place_cursor_line();
  std::uint32_t fitting_column(std::size_t index);

  // sketch_value.cpp: values on a line, and holes
  NodeId line_value(std::uint32_t offset, std::uint32_t above, bool has_above);
  NodeId scalar(Range range, std::string_view text, bool is_quoted);
  NodeId block_scalar(std::uint32_t offset, std::uint32_t above);
  NodeId quoted(std::uint32_t offset, std::uint32_t above, bool has_above);
  void key_hole(std::uint32_t depth, std::optional<std::uint32_t> colon);
  void value_hole(Range text, std::uint32_t above, bool has_above, bool is_glued);
  void own_line_hole(std::uint32_t depth, std::optional<std::uint32_t> above);
  void own_hole(Hole::Kind kind, Range text, std::uint32_t depth);
  void set_text(Range text);

  // sketch_flow.cpp: brackets
  NodeId flow(std::uint32_t offset, std::uint32_t above, bool has_above);
  std::uint32_t flow_end(std::uint32_t offset, std::uint32_t above, bool has_above) const;
  SketchValue flow_value(std::uint32_t offset, bool in_list);
  SketchValue flow_scalar(std::uint32_t offset, bool in_list);
  SketchValue flow_mapping(std::uint32_t offset);
  std::uint32_t flow_entry(std::uint32_t here, std::vector<Entry>& entries, std::optional<Step>& way);
  SketchValue flow_sequence(std::uint32_t offset);
  std::uint32_t flow_blank(std::uint32_t offset) const;
  void flow_hole(Hole::Kind kind, Range text, bool is_glued);

  char at(std::uint32_t offset) const { return offset < limit_ ? host_[offset] : '\0'; }

  std::string_view host_;
  Range fragment_;
  std::uint32_t cursor_;
  std::string_view top_;
  std::uint32_t limit_;  // no reading beyond it
  std::vector<SketchLine> lines_;
  std::size_t cursor_line_ = ~std::size_t{0};
  std::size_t line_ = 0;
  std::uint32_t at_ = 0;  // the token on the current line
  std::uint32_t depth_ = 0;
  bool found_ = false;    // the cursor was met
  bool is_item_ = false;  // the line of the cursor stands among the items of a list
  Sketch sketch_;
  Builder builder_;
  std::map<std::string, NodeId, std::less<>> anchors_;
};

}  // namespace paas::yaml
