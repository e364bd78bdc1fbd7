// Reads docstrings, reads of the environment and the name `handler` from the syntax tree of a Python file.
#include "core/python/grammar.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/python/tree.h"

namespace paas::python {

namespace {

// The docstring of a module, a class or a function, if it is one that is asked for.
void add_docstring(std::string_view text, TSNode node, Docstrings which, std::vector<Range>& found) {
  const std::string_view type = type_of(node);
  const bool is_function = type == "function_definition";
  if (!is_function && (which == Docstrings::functions || (type != "class_definition" && type != "module"))) return;
  const TSNode body = type == "module" ? node : field(node, "body");
  if (ts_node_is_null(body)) return;
  for (const TSNode statement : named_children(body)) {
    if (type_of(statement) == "comment") continue;
    Range content;
    const bool is_string = type_of(statement) == "expression_statement" && ts_node_named_child_count(statement) == 1 &&
                           string_content(text, ts_node_named_child(statement, 0), content);
    if (is_string) found.push_back(content);
    return;
  }
}

class CodeReader {
 public:
  explicit CodeReader(std::string_view text) : text_(text) {}

  /// The expression around each name that was read.
  const std::vector<std::pair<Range, Range>>& expressions() const { return expressions_; }

  Code read(TSNode module) {
    code_.handler = ts_node_has_error(module) ? Presence::unknown : Presence::absent;
    const std::vector<TSNode> statements = named_children(module);
    for (const TSNode statement : statements) read_import(statement);
    for (const TSNode statement : statements) read_binding(statement);
    read_everywhere(module);
    return std::move(code_);
  }

 private:
  std::string_view text_of(TSNode node) const { return slice(text_, range_of(node)); }

  // `import os as o`, `from os import environ as e, getenv`.
  void read_import(TSNode statement) {
    const std::string_view type = type_of(statement);
    if (type != "import_statement" && type != "import_from_statement") return;
    const bool from_os = type == "import_from_statement" && text_of(field(statement, "module_name")) == "os";
    for (const TSNode child : named_children(statement)) {
      if (type_of(child) == "wildcard_import") wildcard_ = true;
      const bool aliased = type_of(child) == "aliased_import";
      const std::string name(text_of(aliased ? field(child, "name") : child));
      const std::string bound(text_of(aliased ? field(child, "alias") : child));
      if (bound == "handler") code_.handler = Presence::present;
      if (type == "import_statement" && name == "os") os_.insert(bound);
      if (from_os && name == "environ") environ_.insert(bound);
      if (from_os && name == "getenv") getenv_.insert(bound);
    }
  }

  // Any top-level statement that may bind `handler`, also inside `if` and `try`.
  void read_binding(TSNode statement) {
    if (code_.handler == Presence::present) return;
    const std::string_view type = type_of(statement);
    if (type == "function_definition" || type == "class_definition") {
      const std::string_view source = text_of(statement);
      const bool may_bind =
          source.find("global") != std::string_view::npos && source.find("handler") != std::string_view::npos;
      if (text_of(field(statement, "name")) == "handler")
        code_.handler = Presence::present;
      else if (may_bind && code_.handler == Presence::absent)
        code_.handler = Presence::unknown;  // `global handler`, `globals()["handler"]`
      return;
    }
    if (type == "decorated_definition") return read_binding(field(statement, "definition"));
    if (type == "import_statement" || type == "import_from_statement") {
      if (wildcard_ && code_.handler == Presence::absent) code_.handler = Presence::unknown;
      return;
    }
    if (type == "comment") return;
    // A text, such as the docstring, binds nothing.
    const bool is_expression = type == "expression_statement" && ts_node_named_child_count(statement) == 1;
    if (is_expression && type_of(ts_node_named_child(statement, 0)) == "string") return;
    // Assignments, `if`, `try`, `with`: the word is enough to be unsure.
    const std::string_view source = text_of(statement);
    const std::size_t at = source.find("handler");
    if (at == std::string_view::npos) return;
    const bool assigned = type == "expression_statement" && at == 0;
    code_.handler = assigned ? Presence::present : Presence::unknown;
  }

  void read_everywhere(TSNode module) {
    TSTreeCursor cursor = ts_tree_cursor_new(module);
    bool descend = true;
    while (true) {
      if (descend) read_expression(ts_tree_cursor_current_node(&cursor));
      if (descend && ts_tree_cursor_goto_first_child(&cursor)) continue;
      descend = true;
      if (ts_tree_cursor_goto_next_sibling(&cursor)) continue;
      descend = false;
      if (!ts_tree_cursor_goto_parent(&cursor)) break;
    }
    ts_tree_cursor_delete(&cursor);
  }

  void read_expression(TSNode node) {
    const std::string_view type = type_of(node);
    if (type == "subscript" && is_environ(field(node, "value"))) {
      add(node, field(node, "subscript"), false);
    } else if (type == "call") {
      const TSNode function = field(node, "function");
      const TSNode arguments = field(node, "arguments");
      if (ts_node_is_null(arguments) || !reads_environment(function)) return;
      std::uint32_t given = 0;
      TSNode first{};
      for (const TSNode argument : named_children(arguments)) {
        if (type_of(argument) == "comment") continue;
        if (given++ == 0) first = argument;
      }
      if (given > 0) add(node, first, given > 1);
    }
  }

  // `os.environ`, or a name imported for it.
  bool is_environ(TSNode node) const {
    if (ts_node_is_null(node)) return false;
    if (type_of(node) == "identifier") return environ_.contains(std::string(text_of(node)));
    return is_attribute_of_os(node, "environ");
  }

  bool is_attribute_of_os(TSNode node, std::string_view attribute) const {
    if (type_of(node) != "attribute" || text_of(field(node, "attribute")) != attribute) return false;
    const TSNode object = field(node, "object");
    return type_of(object) == "identifier" && os_.contains(std::string(text_of(object)));
  }

  // `os.getenv`, `getenv`, `os.environ.get`.
  bool reads_environment(TSNode function) const {
    if (ts_node_is_null(function)) return false;
    if (type_of(function) == "identifier") return getenv_.contains(std::string(text_of(function)));
    if (type_of(function) != "attribute") return false;
    if (is_attribute_of_os(function, "getenv")) return true;
    return text_of(field(function, "attribute")) == "get" && is_environ(field(function, "object"));
  }

  void add(TSNode expression, TSNode name, bool has_default) {
    Range content;
    if (!string_content(text_, name, content)) return;
    expressions_.emplace_back(content, range_of(expression));
    code_.reads.push_back({content, false, true, has_default});
  }

  std::string_view text_;
  Code code_;
  std::vector<std::pair<Range, Range>> expressions_;
  bool wildcard_ = false;
  std::set<std::string> os_;
  std::set<std::string> environ_;
  std::set<std::string> getenv_;
};

}  // namespace

bool is_comment(std::string_view text, std::uint32_t offset) {
  const Tree tree = parse(text);
  if (tree == nullptr) return false;
  const TSNode node = ts_node_descendant_for_byte_range(ts_tree_root_node(tree.get()), offset, offset + 1);
  return !ts_node_is_null(node) && type_of(node) == "comment";
}

Range find_read(std::string_view text, Range name) {
  const Tree tree = parse(text);
  if (tree == nullptr) return {};
  CodeReader reader(text);
  (void)reader.read(ts_tree_root_node(tree.get()));
  for (const auto& [content, expression] : reader.expressions()) {
    if (content == name) return expression;
  }
  return {};
}

std::vector<Range> find_docstrings(std::string_view text, Docstrings which) {
  std::vector<Range> found;
  const Tree tree = parse(text);
  if (tree == nullptr) return found;
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree.get()));
  bool descend = true;
  while (true) {
    if (descend) add_docstring(text, ts_tree_cursor_current_node(&cursor), which, found);
    if (descend && ts_tree_cursor_goto_first_child(&cursor)) continue;
    descend = true;
    if (ts_tree_cursor_goto_next_sibling(&cursor)) continue;
    descend = false;
    if (!ts_tree_cursor_goto_parent(&cursor)) break;
  }
  ts_tree_cursor_delete(&cursor);
  return found;
}

StringLiteral first_string_statement(std::string_view text) {
  StringLiteral result;
  const Tree tree = parse(text);
  if (tree == nullptr) return result;
  for (const TSNode statement : named_children(ts_tree_root_node(tree.get()))) {
    if (type_of(statement) == "comment") continue;
    const TSNode expression = ts_node_named_child(statement, 0);
    Range content;
    const bool is_string = type_of(statement) == "expression_statement" && ts_node_named_child_count(statement) == 1 &&
                           string_content(text, expression, content);
    if (is_string && (!result.after_code || slice(text, content).find("infra") != std::string_view::npos)) {
      result.found = true;
      result.range = range_of(expression);
      result.content = content;
      result.terminated = !ts_node_has_error(expression);
      return result;
    }
    if (!result.after_code) result.code = range_of(statement);
    result.after_code = true;
  }
  return result;
}

std::optional<Code> read_with_grammar(std::string_view text) {
  const Tree tree = parse(text);
  if (tree == nullptr) return std::nullopt;
  return CodeReader(text).read(ts_tree_root_node(tree.get()));
}

}  // namespace paas::python
