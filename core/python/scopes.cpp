// Walks a module once and notes what binds names and what begins with one.
#include "core/python/scopes.h"

#include <algorithm>
#include <array>

namespace paas::python {

namespace {

// Where a name is read. Anywhere else it is taken to be bound, which leaves it open.
constexpr auto readers = std::to_array<std::string_view>({
    "argument_list",
    "as_pattern",
    "assert_statement",
    "await",
    "binary_operator",
    "boolean_operator",
    "comparison_operator",
    "conditional_expression",
    "decorator",
    "dictionary",
    "dictionary_comprehension",
    "dictionary_splat",
    "elif_clause",
    "expression_list",
    "expression_statement",
    "generator_expression",
    "if_clause",
    "if_statement",
    "interpolation",
    "list",
    "list_comprehension",
    "list_splat",
    "match_statement",
    "not_operator",
    "pair",
    "parenthesized_expression",
    "raise_statement",
    "return_statement",
    "set",
    "set_comprehension",
    "slice",
    "subscript",
    "tuple",
    "unary_operator",
    "while_statement",
    "with_item",
    "yield",
});
static_assert(std::ranges::is_sorted(readers));

struct ReadingField {
  std::string_view type;
  std::string_view field;
};
// Where it depends on the side.
constexpr auto reading_fields = std::to_array<ReadingField>({
    {"assignment", "right"},
    {"augmented_assignment", "right"},
    {"default_parameter", "value"},
    {"except_clause", "value"},
    {"for_in_clause", "right"},
    {"for_statement", "right"},
    {"keyword_argument", "value"},
    {"lambda", "body"},
    {"named_expression", "value"},
    {"typed_default_parameter", "value"},
});

bool reads(std::string_view type, std::string_view field_name) {
  if (std::ranges::binary_search(readers, type)) return true;
  return std::ranges::any_of(reading_fields,
                             [&](const ReadingField& one) { return one.type == type && one.field == field_name; });
}

// The node below a chain's node, or a null node: `a.b` is above `a`, `a.b()` above `a.b`.
TSNode below(TSNode node) {
  const std::string_view type = type_of(node);
  if (type == "attribute") return field(node, "object");
  if (type == "call") return field(node, "function");
  return {};
}

bool continues(std::string_view parent, std::string_view field_name) {
  return (parent == "attribute" && field_name == "object") || (parent == "call" && field_name == "function");
}

}  // namespace

void Scopes::read(TSNode module) {
  scopes_.push_back({module_scope, false, {}});
  levels_.push_back({module, type_of(module), module_scope, false, false});
  Cursor at(module);
  TSTreeCursor& cursor = at.cursor;
  bool descend = ts_tree_cursor_goto_first_child(&cursor);
  while (!levels_.empty() && descend) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    const char* name = ts_tree_cursor_current_field_name(&cursor);
    if (ts_node_is_named(node) && visit(node, name == nullptr ? std::string_view() : name) &&
        ts_tree_cursor_goto_first_child(&cursor)) {
      continue;
    }
    if (levels_.back().node.id == node.id) levels_.pop_back();  // it has no children
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      levels_.pop_back();
      if (levels_.empty() || !ts_tree_cursor_goto_parent(&cursor)) {
        descend = false;
        break;
      }
    }
  }
}

// Notes the node; true if what is below it has to be visited, too.
bool Scopes::visit(TSNode node, std::string_view field_name) {
  const Level& parent = levels_.back();
  const std::string_view type = type_of(node);
  // Annotations are not executed, or to no effect.
  if (type == "comment" || type == "future_import_statement" || type == "type") return false;
  if (type == "import_statement" || type == "import_from_statement") {
    read_import(node, parent.inner);
    return false;
  }
  if (type == "identifier") {
    read_name(node, field_name);
    return false;
  }
  Level level{node, type, parent.inner, parent.is_target, parent.when_main_only};
  if (type == "function_definition" || type == "class_definition") {
    bind(parent.inner, text_of(field(node, "name")), {});
    level.inner = static_cast<ScopeId>(scopes_.size());
    scopes_.push_back({parent.inner, type == "class_definition", {}});
  } else if (type == "attribute" || type == "call") {
    if (!continues(parent.type, field_name)) read_chain(node, field_name);
    level.is_target = false;
  } else if (type == "as_pattern_target" || type == "case_pattern" || type == "delete_statement") {
    level.is_target = true;
  } else if (type == "subscript") {
    level.is_target = false;
  } else if (type == "if_statement") {
    const TSNode condition = field(node, "condition");
    level.when_main_only |=
        !ts_node_is_null(condition) && text_of(condition).find("__name__") != std::string_view::npos;
  }
  levels_.push_back(level);
  return true;
}

// `import boto3 as b`, `from boto3 import client as c, resource`.
void Scopes::read_import(TSNode statement, ScopeId scope) {
  const bool is_from = type_of(statement) == "import_from_statement";
  const TSNode from = is_from ? field(statement, "module_name") : TSNode{};
  const std::string_view module = is_from ? text_of(from) : std::string_view();
  if (is_from) modules_.push_back(module);
  for (const TSNode child : named_children(statement)) {
    if (type_of(child) == "wildcard_import") imports_everything_ = true;
    if (is_from && ts_node_eq(child, from)) continue;
    const bool is_aliased = type_of(child) == "aliased_import";
    if (!is_aliased && type_of(child) != "dotted_name") continue;
    const std::string_view name = text_of(is_aliased ? field(child, "name") : child);
    Binding binding{BindingKind::imported, {}, module, name, 0};
    std::string_view bound = is_aliased ? text_of(field(child, "alias")) : name;
    if (!is_from) {
      modules_.push_back(name);
      // `import a.b` binds `a`.
      const std::string_view whole = is_aliased ? name : name.substr(0, name.find('.'));
      if (!is_aliased) bound = whole;
      binding = {BindingKind::imported, {}, whole, {}, 0};
    }
    bind(scope, bound, binding);
  }
}

void Scopes::read_name(TSNode node, std::string_view field_name) {
  const Level& parent = levels_.back();
  const std::string_view name = text_of(node);
  if (parent.type == "attribute" && field_name == "attribute") return;
  if (parent.type == "keyword_argument" && field_name == "name") return;
  const bool is_definition = parent.type == "function_definition" || parent.type == "class_definition";
  if (is_definition && field_name == "name") return;  // bound by `visit`
  if (continues(parent.type, field_name)) return;     // a part of a chain
  if (parent.type == "global_statement" || parent.type == "nonlocal_statement") {
    unsure_.insert(name);
    return;
  }
  if (!parent.is_target && reads(parent.type, field_name)) return read_chain(node, field_name);
  // `name = value` binds the value, unless it is one of several targets.
  Binding binding;
  const bool is_statement = levels_.size() >= 2 && levels_[levels_.size() - 2].type == "expression_statement";
  if (parent.type == "assignment" && field_name == "left" && is_statement) {
    const TSNode value = field(parent.node, "right");
    if (!ts_node_is_null(value)) binding = {BindingKind::value, value, {}, {}, 0};
  } else if (parent.type == "as_pattern_target" && levels_.size() >= 3 &&
             levels_[levels_.size() - 3].type == "with_item") {
    binding = {BindingKind::value, ts_node_named_child(levels_[levels_.size() - 2].node, 0), {}, {}, 0};
  }
  bind(parent.inner, name, binding);
}

void Scopes::read_chain(TSNode node, std::string_view field_name) {
  const Level& parent = levels_.back();
  const std::string_view root = root_name(node);
  if (root.empty()) return;
  if (parent.is_target || !reads(parent.type, field_name)) {
    unsure_.insert(root);  // `client.name = ...`
    return;
  }
  Chain chain{node, parent.inner, Destination::elsewhere, {}, parent.when_main_only};
  read_destination(chain, field_name);
  chains_.push_back(chain);
}

void Scopes::read_destination(Chain& chain, std::string_view field_name) {
  const Level& parent = levels_.back();
  const std::string_view above = levels_.size() >= 2 ? levels_[levels_.size() - 2].type : std::string_view();
  if (parent.type == "expression_statement" || parent.type == "with_item") {
    chain.destination = Destination::nowhere;
  } else if (parent.type == "assignment" && field_name == "right" && above == "expression_statement") {
    const TSNode left = field(parent.node, "left");
    if (type_of(left) != "identifier") return;
    chain.destination = Destination::variable;
    chain.variable = text_of(left);
  } else if (parent.type == "as_pattern" && above == "with_item") {
    const TSNode alias = field(parent.node, "alias");
    const TSNode target = ts_node_is_null(alias) ? alias : ts_node_named_child(alias, 0);
    if (ts_node_is_null(target) || type_of(target) != "identifier") return;
    chain.destination = Destination::variable;
    chain.variable = text_of(target);
  }
}

void Scopes::bind(ScopeId scope, std::string_view name, Binding binding) {
  if (name.empty()) return;
  const auto [entry, added] = scopes_[scope].bindings.try_emplace(name, binding);
  Binding& bound = entry->second;
  const bool is_same = !added && binding.kind == BindingKind::imported && bound.kind == BindingKind::imported &&
                       binding.module == bound.module && binding.name == bound.name;
  if (!is_same) ++bound.times;
}

const Binding* Scopes::find(ScopeId scope, std::string_view name, ScopeId* found_in) const {
  if (unsure_.contains(name)) return nullptr;
  for (ScopeId at = scope;; at = scopes_[at].parent) {
    const Scope& here = scopes_[at];
    const bool is_visible = at == scope || !here.is_class;  // methods do not see the names of their class
    const auto found = is_visible ? here.bindings.find(name) : here.bindings.end();
    if (found != here.bindings.end()) {
      if (found_in != nullptr) *found_in = at;
      return found->second.times == 1 ? &found->second : nullptr;
    }
    if (at == module_scope) return nullptr;
  }
}

std::string_view Scopes::root_name(TSNode chain) const {
  for (TSNode node = chain; !ts_node_is_null(node); node = below(node)) {
    if (type_of(node) == "identifier") return text_of(node);
  }
  return {};
}

}  // namespace paas::python
