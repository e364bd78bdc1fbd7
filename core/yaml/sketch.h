// A tree of YAML that someone is writing. It goes by indentation alone and never fails, so that a mistake in one line
// says nothing about the others; what it is unsure about it leaves out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/document.h"

namespace paas::yaml {

/// A collection on the way from the root to the cursor, and where the way goes on.
struct Step {
  NodeId node;
  bool is_item = false;  // a sequence, or the value of a key
  std::string key;       // empty in the last step to a key that is being written
  Range key_range;
};

/// What is being written at the cursor.
struct Hole {
  enum class Kind : std::uint8_t {
    none,   // text in which there is nothing to choose: a comment, a block scalar
    key,    // a key of the mapping that the last step is
    value,  // what the last step leads to; of the root where there is none. It may become a collection
  };
  Kind kind = Kind::none;
  std::vector<Step> path;    // from the root; the entry or item that is being written is in no node
  Range text;                // what is written of it, without quotes
  char quote = '\0';         // the quote that stands before it
  bool is_closed = false;    // the quote stands behind it, too
  bool in_flow = false;      // within brackets
  bool on_own_line = false;  // nothing but blanks and dashes stands before it
  bool is_glued = false;     // the `:` or the `-` stands directly before it
  bool needs_dash = false;   // an item whose `-` is missing
  bool has_colon = false;    // a key: its colon stands behind it
  bool has_lines = false;    // deeper lines follow, which would belong to a key
  bool has_next = false;     // in brackets: the next item follows, without a comma
  std::uint32_t column = 0;  // where a key or a dash has to stand; zero-based, in blanks
  std::uint32_t above = 0;   // the column of the key or the dash whose value it is
  bool has_above = false;    // there is one
  bool is_first = false;     // on its line
  Range blanks;              // those before it; where it is first on its line, they should be `column` many
};

struct Sketch {
  Document document;
  Hole hole;
  NodeId empty_mapping = no_node;  // two nodes that belong to nothing, to ask about what is not there yet
  NodeId empty_sequence = no_node;
  std::uint32_t indent = 0;       // by how much keys below keys are indented; 0: nothing tells
  std::uint32_t dash_indent = 0;  // by how much dashes are indented below keys
  bool has_dash = false;          // some list tells that
};

/// Reads what stands in `fragment` of `host` around the byte `cursor`. `top`: the key that all else stands below; may
/// be empty. Linear in the fragment.
Sketch sketch(std::string_view host, Range fragment, std::uint32_t cursor, std::string_view top);

}  // namespace paas::yaml
