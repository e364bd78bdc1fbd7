// Follows clients and resources of boto3 from where they are made to where they are used.
#include "core/python/aws.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "core/python/arguments.h"
#include "core/python/scopes.h"

namespace paas::python {

namespace {

enum class ValueKind : std::uint8_t {
  nothing,           // no part of boto3
  lost,              // of boto3, and not followed
  module,            // `boto3`
  session_module,    // `boto3.session`
  session_class,     // `boto3.Session`
  session,           // `boto3.Session()`
  client_factory,    // `boto3.client`
  resource_factory,  // `boto3.resource`
  object,            // a client, a resource, or what follows one
};

struct Value {
  ValueKind kind = ValueKind::nothing;
  AwsExpression expression;  // ValueKind::object
  std::size_t length = 0;    // of its steps, those that are not kept included
};

constexpr std::size_t max_depth = 50;  // of variables that stand for variables

// What could do anything, by names that are not visible.
constexpr auto dynamic_names = std::to_array<std::string_view>(
    {"__import__", "compile", "delattr", "eval", "exec", "getattr", "globals", "locals", "setattr", "vars"});
// What starts a program: `os.system`, ...
constexpr auto program_starters =
    std::to_array<std::string_view>({"exec", "fork", "popen", "posix_spawn", "spawn", "system"});
// Arguments of a factory that change neither whom it calls nor as whom.
constexpr auto plain_arguments =
    std::to_array<std::string_view>({"api_version", "config", "region_name", "service_name", "use_ssl", "verify"});
// Clients that always need an address; elsewhere one means that not AWS is called.
constexpr auto addressed_services = std::to_array<std::string_view>({"apigatewaymanagementapi", "iot-data"});

template <typename List>
bool contains(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

class AwsReader {
 public:
  AwsReader(std::string_view text, TSNode module) : text_(text), scopes_(text) { scopes_.read(module); }

  AwsUse read() {
    use_.complete =
        !scopes_.imports_everything() && std::ranges::all_of(scopes_.modules(), [](std::string_view module) {
          return module == "boto3" || module == "boto3.session" || is_harmless_module(module);
        });
    if (scopes_.imports_everything()) return {};  // any name may be another's
    for (const Chain& chain : scopes_.chains()) read(chain);
    if (default_session_changes_) return {};
    use_.parsed = true;
    return std::move(use_);
  }

 private:
  std::string_view text_of(TSNode node) const { return slice(text_, range_of(node)); }

  void read(const Chain& chain) {
    Value value = evaluate(chain.node, chain.scope, 0);
    if (value.kind == ValueKind::nothing) return;
    if (value.kind == ValueKind::lost || chain.when_main_only) {
      use_.complete = false;
      return;
    }
    const bool is_followed = chain.destination == Destination::nowhere || is_followed_variable(chain);
    if (value.kind != ValueKind::object) {
      use_.complete = use_.complete && is_followed;
      return;
    }
    value.expression.escapes = !is_followed;
    use_.expressions.push_back(std::move(value.expression));
  }

  bool is_followed_variable(const Chain& chain) const {
    if (chain.destination != Destination::variable) return false;
    const Binding* binding = scopes_.find(chain.scope, chain.variable);
    return binding != nullptr && binding->kind == BindingKind::value;
  }

  Value evaluate(TSNode chain, ScopeId scope, std::size_t depth) {
    std::vector<TSNode> parts;  // from the outermost inwards
    TSNode node = chain;
    while (type_of(node) != "identifier") {
      const bool is_attribute = type_of(node) == "attribute";
      if (!is_attribute && type_of(node) != "call") return {};
      parts.push_back(node);
      note_program(node, is_attribute);
      node = field(node, is_attribute ? "object" : "function");
      if (ts_node_is_null(node)) return {};
    }
    if (contains(dynamic_names, text_of(node))) use_.complete = false;
    Value value = look_up(text_of(node), scope, depth);
    value.expression.begin = value.expression.steps.size();
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      if (value.kind == ValueKind::nothing || value.kind == ValueKind::lost) break;
      value = type_of(*part) == "attribute" ? attribute_of(std::move(value), field(*part, "attribute"))
                                            : result_of(std::move(value), *part, scope);
    }
    return value;
  }

  void note_program(TSNode node, bool is_attribute) {
    if (!is_attribute) return;
    const std::string_view name = text_of(field(node, "attribute"));
    if (std::ranges::any_of(program_starters, [&](std::string_view one) { return name.starts_with(one); })) {
      use_.complete = false;
    }
  }

  Value look_up(std::string_view name, ScopeId scope, std::size_t depth) {
    ScopeId found_in = module_scope;
    const Binding* binding = scopes_.find(scope, name, &found_in);
    if (binding == nullptr || binding->kind == BindingKind::other) return {};
    if (binding->kind == BindingKind::imported) return imported(*binding);
    if (depth == max_depth) return {ValueKind::lost, {}};
    const auto [entry, added] = values_.try_emplace(binding, std::nullopt);
    if (!added) return entry->second.value_or(Value{});  // without a value it is being read: it stands for itself
    Value value = evaluate(binding->value, found_in, depth + 1);
    values_[binding] = value;
    return value;
  }

  static Value imported(const Binding& binding) {
    if (binding.module == "boto3") {
      return binding.name.empty() ? Value{ValueKind::module, {}} : part_of_module(binding.name);
    }
    if (binding.module != "boto3.session") return {};
    if (binding.name.empty()) return {ValueKind::session_module, {}};
    return {binding.name == "Session" ? ValueKind::session_class : ValueKind::lost, {}};
  }

  static Value part_of_module(std::string_view name) {
    if (name == "client") return {ValueKind::client_factory, {}};
    if (name == "resource") return {ValueKind::resource_factory, {}};
    if (name == "Session") return {ValueKind::session_class, {}};
    if (name == "session") return {ValueKind::session_module, {}};
    if (name == "dynamodb" || name == "exceptions") return {};  // names and exceptions
    return {ValueKind::lost, {}};
  }

  Value attribute_of(Value value, TSNode attribute) {
    const std::string_view name = text_of(attribute);
    switch (value.kind) {
      case ValueKind::module:
        value = part_of_module(name);
        default_session_changes_ |= value.kind == ValueKind::lost;  // `boto3.setup_default_session(...)`
        return value;
      case ValueKind::session_module:
        return {name == "Session" ? ValueKind::session_class : ValueKind::lost, {}};
      case ValueKind::session:
        if (name == "region_name") return {};
        return {name == "client"     ? ValueKind::client_factory
                : name == "resource" ? ValueKind::resource_factory
                                     : ValueKind::lost,
                {}};
      case ValueKind::object:
        if (++value.length <= max_aws_steps) {
          value.expression.steps.push_back({name, range_of(attribute), false, {}, nullptr});
        }
        return value;
      default:
        return {ValueKind::lost, {}};
    }
  }

  Value result_of(Value value, TSNode call, ScopeId scope) const {
    const TSNode arguments = field(call, "arguments");
    switch (value.kind) {
      case ValueKind::client_factory:
      case ValueKind::resource_factory:
        return made_by(value.kind == ValueKind::resource_factory, arguments);
      case ValueKind::session_class:
        return {has_plain_arguments(arguments, {}) ? ValueKind::session : ValueKind::lost, {}};
      case ValueKind::object: {
        std::vector<AwsStep>& steps = value.expression.steps;
        if (value.length > max_aws_steps) return value;
        if (steps.empty() || steps.back().called) return {ValueKind::lost, {}};
        steps.back().called = true;
        steps.back().argument = first_string(arguments, {});
        std::vector<AwsArgument> read = read_arguments(text_, scopes_, arguments, scope);
        if (!read.empty()) steps.back().arguments = std::make_shared<const std::vector<AwsArgument>>(std::move(read));
        return value;
      }
      default:
        return {ValueKind::lost, {}};
    }
  }

  Value made_by(bool is_resource, TSNode arguments) const {
    Value value{ValueKind::object, {}, 0};
    value.expression.service = first_string(arguments, "service_name");
    value.expression.is_resource = is_resource;
    const bool is_plain = !value.expression.service.empty() && has_plain_arguments(arguments, value.expression.service);
    return is_plain ? value : Value{ValueKind::lost, {}};
  }

  // The first argument, or the one of that name, if it is a plain string. Without a name, the first may have any.
  std::string_view first_string(TSNode arguments, std::string_view keyword) const {
    if (ts_node_is_null(arguments) || type_of(arguments) != "argument_list") return {};
    bool is_first = true;
    for (TSNode argument : named_children(arguments)) {
      if (type_of(argument) == "comment") continue;
      const bool is_named = type_of(argument) == "keyword_argument";
      const bool is_meant = is_named && !keyword.empty() ? text_of(field(argument, "name")) == keyword : is_first;
      is_first = false;
      if (is_named) argument = field(argument, "value");
      Range content;
      if (!is_meant || !string_content(text_, argument, content)) continue;
      const std::string_view string = slice(text_, content);
      return string.find('\\') == std::string_view::npos ? string : std::string_view();
    }
    return {};
  }

  // False if other credentials or another address may be meant.
  bool has_plain_arguments(TSNode arguments, std::string_view service) const {
    if (ts_node_is_null(arguments) || type_of(arguments) != "argument_list") return false;
    std::size_t positional = 0;
    for (const TSNode argument : named_children(arguments)) {
      const std::string_view type = type_of(argument);
      if (type == "comment") continue;
      if (type != "keyword_argument") {
        if (type == "list_splat" || type == "dictionary_splat" || ++positional > 2 || service.empty()) return false;
        continue;
      }
      const std::string_view name = text_of(field(argument, "name"));
      const bool is_address = name == "endpoint_url" && contains(addressed_services, service);
      if (!is_address && !contains(plain_arguments, name)) return false;
      // Requests that are not signed need no permission.
      if (name == "config" && text_.find("UNSIGNED") != std::string_view::npos) return false;
    }
    return true;
  }

  std::string_view text_;
  Scopes scopes_;
  AwsUse use_;
  std::map<const Binding*, std::optional<Value>> values_;
  bool default_session_changes_ = false;
};

}  // namespace

AwsUse find_aws_use(std::string_view text) {
  const Tree tree = parse(text);
  if (tree == nullptr || ts_node_has_error(ts_tree_root_node(tree.get()))) return {};
  return AwsReader(text, ts_tree_root_node(tree.get())).read();
}

}  // namespace paas::python
