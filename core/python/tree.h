// The syntax tree of a Python file. tree-sitter stays behind this file and those that include it: grammar.cpp,
// calls.cpp.
#pragma once

#include <tree_sitter/api.h>

#include <memory>
#include <string_view>
#include <vector>

#include "core/text/text.h"

namespace paas::python {

struct FreeTree {
  void operator()(TSTree* tree) const;
};
using Tree = std::unique_ptr<TSTree, FreeTree>;

/// nullptr for a text that is too large or that would take the grammar too long.
Tree parse(std::string_view text);

/// Goes from node to node.
struct Cursor {
  explicit Cursor(TSNode node) : cursor(ts_tree_cursor_new(node)) {}
  ~Cursor() { ts_tree_cursor_delete(&cursor); }
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  TSTreeCursor cursor;
};

inline Range range_of(TSNode node) { return {ts_node_start_byte(node), ts_node_end_byte(node)}; }
inline std::string_view type_of(TSNode node) { return ts_node_type(node); }
/// A null node if there is none.
TSNode field(TSNode node, std::string_view name);
/// The named children of a node, in time linear in their number; asking for each by its index is quadratic.
std::vector<TSNode> named_children(TSNode node);
/// The bytes between the quotes of a `string` node without prefix b or f; false if it is none or has interpolations.
bool string_content(std::string_view text, TSNode node, Range& content);

}  // namespace paas::python
