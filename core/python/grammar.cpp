// Walks the syntax tree of a Python file.
#include "core/python/grammar.h"

#include <tree_sitter/api.h>

#include <memory>
#include <set>
#include <string>

extern "C" const TSLanguage* tree_sitter_python();

namespace paas::python {

namespace {

struct Free {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using Tree = std::unique_ptr<TSTree, Free>;

Tree parse(std::string_view text) {
  static thread_local const std::unique_ptr<TSParser, Free> parser = [] {
    std::unique_ptr<TSParser, Free> made(ts_parser_new());
    ts_parser_set_language(made.get(), tree_sitter_python());
    return made;
  }();
  return Tree(ts_parser_parse_string(parser.get(), nullptr, text.data(), static_cast<std::uint32_t>(text.size())));
}

Range range_of(TSNode node) { return {ts_node_start_byte(node), ts_node_end_byte(node)}; }
std::string_view type_of(TSNode node) { return ts_node_type(node); }

TSNode field(TSNode node, std::string_view name) {
  return ts_node_child_by_field_name(node, name.data(), static_cast<std::uint32_t>(name.size()));
}

// The bytes between the quotes of a `string` node without prefix b or f; false if it is none or has interpolations.
bool string_content(std::string_view text, TSNode node, Range& content) {
  if (ts_node_is_null(node) || type_of(node) != "string") return false;
  const std::uint32_t count = ts_node_child_count(node);
  if (count < 2) return false;
  const TSNode start = ts_node_child(node, 0);
  const TSNode end = ts_node_child(node, count - 1);
  if (type_of(start) != "string_start" || type_of(end) != "string_end") return false;
  if (slice(text, range_of(start)).find_first_of("bBfF") != std::string_view::npos) return false;
  content = {ts_node_end_byte(start), ts_node_start_byte(end)};
  return true;
}

class CodeReader {
 public:
  explicit CodeReader(std::string_view text) : text_(text) {}

  Code read(TSNode module) {
    code_.handler = ts_node_has_error(module) ? Presence::unknown : Presence::absent;
    const std::uint32_t count = ts_node_named_child_count(module);
    for (std::uint32_t i = 0; i < count; ++i) read_import(ts_node_named_child(module, i));
    for (std::uint32_t i = 0; i < count; ++i) read_binding(ts_node_named_child(module, i));
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
    const std::uint32_t count = ts_node_named_child_count(statement);
    for (std::uint32_t i = 0; i < count; ++i) {
      const TSNode child = ts_node_named_child(statement, i);
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
      if (text_of(field(statement, "name")) == "handler") code_.handler = Presence::present;
      return;
    }
    if (type == "decorated_definition") return read_binding(field(statement, "definition"));
    if (type == "import_statement" || type == "import_from_statement") {
      if (wildcard_ && code_.handler == Presence::absent) code_.handler = Presence::unknown;
      return;
    }
    if (type == "comment") return;
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
      add(field(node, "subscript"), false);
    } else if (type == "call") {
      const TSNode function = field(node, "function");
      const TSNode arguments = field(node, "arguments");
      if (ts_node_is_null(arguments) || !reads_environment(function)) return;
      std::uint32_t given = 0;
      TSNode first{};
      for (std::uint32_t i = 0; i < ts_node_named_child_count(arguments); ++i) {
        const TSNode argument = ts_node_named_child(arguments, i);
        if (type_of(argument) == "comment") continue;
        if (given++ == 0) first = argument;
      }
      if (given > 0) add(first, given > 1);
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

  void add(TSNode name, bool has_default) {
    Range content;
    if (!string_content(text_, name, content)) return;
    code_.reads.push_back({content, false, true, has_default});
  }

  std::string_view text_;
  Code code_;
  bool wildcard_ = false;
  std::set<std::string> os_;
  std::set<std::string> environ_;
  std::set<std::string> getenv_;
};

}  // namespace

StringLiteral first_string_statement(std::string_view text) {
  StringLiteral result;
  const Tree tree = parse(text);
  const TSNode module = ts_tree_root_node(tree.get());
  const std::uint32_t count = ts_node_named_child_count(module);
  for (std::uint32_t i = 0; i < count; ++i) {
    const TSNode statement = ts_node_named_child(module, i);
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

Code read_with_grammar(std::string_view text) {
  const Tree tree = parse(text);
  return CodeReader(text).read(ts_tree_root_node(tree.get()));
}

}  // namespace paas::python
