// Reads arguments: texts, variables of the environment, and items of what the function was given.
#include "core/python/arguments.h"

#include <algorithm>
#include <utility>

namespace paas::python {

namespace {

constexpr int max_hops = 8;  // of variables that stand for variables, and of items of items

class ArgumentReader {
 public:
  ArgumentReader(std::string_view text, const Scopes& scopes) : text_(text), scopes_(scopes) {}

  std::vector<AwsArgument> read(TSNode list, ScopeId scope) {
    position_ = 0;
    for (const TSNode argument : named_children(list)) {
      if (type_of(argument) == "comment") continue;
      if (position_ >= max_aws_arguments) break;
      const bool is_named = type_of(argument) == "keyword_argument";
      const TSNode value = is_named ? field(argument, "value") : argument;
      const std::string_view name = is_named ? text_of(field(argument, "name")) : std::string_view();
      ScopeId entries_in = scope;
      const TSNode dictionary = dictionary_of(value, entries_in);
      if (!ts_node_is_null(dictionary)) {
        read_entries(dictionary, name, entries_in);
      } else {
        add(name, {}, value, scope);
      }
      ++position_;
    }
    return std::move(arguments_);
  }

 private:
  std::string_view text_of(TSNode node) const { return slice(text_, range_of(node)); }

  // A dictionary, or the one that a variable stands for, and the scope in which it is written.
  TSNode dictionary_of(TSNode node, ScopeId& scope) const {
    for (int depth = 0; depth <= max_hops && !ts_node_is_null(node); ++depth) {
      if (type_of(node) == "dictionary") return node;
      if (type_of(node) != "identifier") break;
      const Binding* binding = scopes_.find(scope, text_of(node), &scope);
      if (binding == nullptr || binding->kind != BindingKind::value) break;
      node = binding->value;
    }
    return {};
  }

  void read_entries(TSNode dictionary, std::string_view name, ScopeId scope) {
    for (const TSNode pair : named_children(dictionary)) {
      if (type_of(pair) != "pair" || arguments_.size() >= max_aws_arguments) continue;
      const std::string_view key = plain_text(field(pair, "key"));
      if (!key.empty()) add(name, key, field(pair, "value"), scope);
    }
  }

  void add(std::string_view name, std::string_view entry, TSNode value, ScopeId scope) {
    if (ts_node_is_null(value) || arguments_.size() >= max_aws_arguments) return;
    AwsArgument argument{name, entry, position_, ArgumentKind::other, {}, {}};
    read_value(value, scope, 0, argument);
    if (argument.kind != ArgumentKind::other) arguments_.push_back(std::move(argument));
  }

  void read_value(TSNode node, ScopeId scope, int depth, AwsArgument& argument) const {
    if (depth > max_hops || ts_node_is_null(node)) return;
    const std::string_view type = type_of(node);
    if (type == "string") return read_string(node, argument);
    if (type == "binary_operator") return read_sum(node, argument);
    if (type == "parenthesized_expression" && ts_node_named_child_count(node) == 1)
      return read_value(ts_node_named_child(node, 0), scope, depth + 1, argument);
    if (type == "identifier") {
      ScopeId found_in = module_scope;
      const Binding* binding = scopes_.find(scope, text_of(node), &found_in);
      if (binding != nullptr && binding->kind == BindingKind::value)
        read_value(binding->value, found_in, depth + 1, argument);
      return;
    }
    const std::string_view variable = variable_of(node, scope);
    if (!variable.empty()) {
      argument.kind = ArgumentKind::variable;
      argument.text = variable;
      return;
    }
    std::vector<std::string_view> keys = keys_of(node, scope);
    if (keys.empty()) return;
    argument.kind = ArgumentKind::item;
    argument.keys = std::move(keys);
  }

  std::string_view plain_text(TSNode node) const {
    Range content;
    if (!string_content(text_, node, content)) return {};
    const std::string_view string = slice(text_, content);
    return string.find('\\') == std::string_view::npos ? string : std::string_view();
  }

  // With the beginning of an f-string, which ends where the first `{` stands.
  void read_string(TSNode node, AwsArgument& argument) const {
    argument.text = plain_text(node);
    if (!argument.text.empty()) {
      argument.kind = ArgumentKind::text;
      return;
    }
    const TSNode start = ts_node_child(node, 0);
    if (ts_node_is_null(start) || text_of(start).find_first_of("fF") == std::string_view::npos) return;
    const std::uint32_t end = ts_node_end_byte(node);
    const std::string_view inside = slice(text_, {ts_node_end_byte(start), end});
    argument.text = inside.substr(0, inside.find_first_of("{}\\\"'"));
    if (!argument.text.empty()) argument.kind = ArgumentKind::beginning;
  }

  void read_sum(TSNode node, AwsArgument& argument) const {
    const TSNode left = field(node, "left");
    if (ts_node_is_null(left) || type_of(left) != "string" || text_of(field(node, "operator")) != "+") return;
    read_string(left, argument);
    if (argument.kind == ArgumentKind::text) argument.kind = ArgumentKind::beginning;
  }

  bool is_module(TSNode node, ScopeId scope, std::string_view module, std::string_view name) const {
    if (ts_node_is_null(node) || type_of(node) != "identifier") return false;
    const Binding* binding = scopes_.find(scope, text_of(node));
    return binding != nullptr && binding->kind == BindingKind::imported && binding->module == module &&
           binding->name == name;
  }

  // `os.environ`, `os.getenv`, or a name that was imported for it.
  bool is_of_os(TSNode node, ScopeId scope, std::string_view name) const {
    if (ts_node_is_null(node)) return false;
    if (type_of(node) != "attribute") return is_module(node, scope, "os", name);
    return text_of(field(node, "attribute")) == name && is_module(field(node, "object"), scope, "os", {});
  }

  // The variable of the environment that an expression reads; empty if it reads none.
  std::string_view variable_of(TSNode node, ScopeId scope) const {
    if (type_of(node) == "subscript")
      return is_of_os(field(node, "value"), scope, "environ") ? plain_text(field(node, "subscript"))
                                                              : std::string_view();
    if (type_of(node) != "call") return {};
    const TSNode function = field(node, "function");
    if (ts_node_is_null(function)) return {};
    const bool is_get = type_of(function) == "attribute" && text_of(field(function, "attribute")) == "get" &&
                        is_of_os(field(function, "object"), scope, "environ");
    return is_get || is_of_os(function, scope, "getenv") ? first_text(node) : std::string_view();
  }

  std::string_view first_text(TSNode call) const {
    const TSNode arguments = field(call, "arguments");
    const TSNode first = ts_node_is_null(arguments) ? arguments : ts_node_named_child(arguments, 0);
    return ts_node_is_null(first) ? std::string_view() : plain_text(first);
  }

  // The keys by which an item is reached from a name that nothing is known of; empty where there are none.
  std::vector<std::string_view> keys_of(TSNode node, ScopeId scope) const {
    std::vector<std::string_view> keys;
    for (int depth = 0; depth <= max_hops && !ts_node_is_null(node); ++depth) {
      const std::string_view type = type_of(node);
      std::string_view key;
      if (type == "identifier") {
        ScopeId found_in = module_scope;
        const Binding* binding = scopes_.find(scope, text_of(node), &found_in);
        const bool is_followed = binding != nullptr && binding->kind == BindingKind::value;
        if (!is_followed) {
          std::ranges::reverse(keys);
          return keys;
        }
        node = binding->value;
        scope = found_in;
        continue;
      }
      if (type == "subscript") {
        key = plain_text(field(node, "subscript"));
        node = field(node, "value");
      } else if (type == "call") {
        const TSNode function = field(node, "function");
        const bool is_get = !ts_node_is_null(function) && type_of(function) == "attribute" &&
                            text_of(field(function, "attribute")) == "get";
        key = is_get ? first_text(node) : std::string_view();
        node = is_get ? field(function, "object") : node;
      }
      if (key.empty()) return {};
      keys.push_back(key);
    }
    return {};
  }

  std::string_view text_;
  const Scopes& scopes_;
  std::vector<AwsArgument> arguments_;
  std::size_t position_ = 0;
};

}  // namespace

std::vector<AwsArgument> read_arguments(std::string_view text, const Scopes& scopes, TSNode list, ScopeId scope) {
  if (ts_node_is_null(list) || type_of(list) != "argument_list") return {};
  return ArgumentReader(text, scopes).read(list, scope);
}

}  // namespace paas::python
