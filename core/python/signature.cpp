// Runs the Python grammar only where the text of `def handler(...)` is not the usual one.
#include "core/python/signature.h"

#include <algorithm>

#include "core/python/tree.h"
#include "core/text/characters.h"

namespace paas::python {

namespace {

constexpr std::string_view definition = "def handler";

// At the beginning of a line, as of the module.
std::size_t find_definition(std::string_view text, std::string_view begin, std::size_t from) {
  std::size_t at = text.find(begin, from);
  while (at != std::string_view::npos && at > 0 && text[at - 1] != '\n' && text[at - 1] != '\r')
    at = text.find(begin, at + 1);
  return at;
}

bool is_plain(char c) { return is_word(c) || c == ' ' || c == '=' || c == ',' || c == ':' || c == '.'; }

// `def handler(event, context=None)`, and nothing else of this name: two parameters, whatever they are called.
bool is_usual(std::string_view text) {
  const std::size_t at = find_definition(text, definition, 0);
  if (at == std::string_view::npos) return find_definition(text, "async", 0) == std::string_view::npos;
  if (find_definition(text, definition, at + 1) != std::string_view::npos) return false;
  const std::size_t open = at + definition.size();
  if (open >= text.size() || text[open] != '(') return false;
  const std::size_t close = text.find(')', open);
  if (close == std::string_view::npos) return false;
  const std::string_view parameters = text.substr(open + 1, close - open - 1);
  return std::ranges::all_of(parameters, is_plain) && std::ranges::count(parameters, ',') == 1 &&
         !parameters.ends_with(',') && parameters.find("lambda") == std::string_view::npos;
}

void read_parameter(std::string_view text, TSNode parameter, bool& is_behind_star, HandlerFunction& function) {
  const std::string_view type = type_of(parameter);
  const std::string_view source = slice(text, range_of(parameter));
  if (type == "comment" || type == "positional_separator" || source.starts_with("**")) return;
  if (type == "keyword_separator" || source.starts_with('*')) {
    function.accepts_more = function.accepts_more || type != "keyword_separator";
    is_behind_star = true;
    return;
  }
  const bool has_default = type == "default_parameter" || type == "typed_default_parameter";
  if (is_behind_star) {
    function.needs_keywords = function.needs_keywords || !has_default;
    return;
  }
  ++function.accepted;
  function.required += has_default ? 0 : 1;
}

bool mentions_handler(std::string_view source) { return source.find("handler") != std::string_view::npos; }

}  // namespace

std::optional<Range> find_handler(std::string_view text, std::uint32_t from) {
  constexpr std::string_view call = "handler(";
  for (std::size_t at = text.find(call, from); at != std::string_view::npos; at = text.find(call, at + 1)) {
    const std::size_t line = text.rfind('\n', at) + 1;  // npos + 1 is the beginning
    const std::string_view before = text.substr(line, at - line);
    if (before == "def " || before == "async def ")
      return Range{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + call.size() - 1)};
  }
  return std::nullopt;
}

std::optional<HandlerFunction> unusual_handler(std::string_view text) {
  if (is_usual(text)) return std::nullopt;
  const Tree tree = parse(text);
  if (tree == nullptr) return std::nullopt;
  const TSNode module = ts_tree_root_node(tree.get());
  if (ts_node_has_error(module)) return std::nullopt;
  std::optional<HandlerFunction> found;
  for (const TSNode statement : named_children(module)) {
    const std::string_view type = type_of(statement);
    const bool is_function = type == "function_definition";
    if (is_function && slice(text, range_of(field(statement, "name"))) == "handler") {
      found.emplace();  // the last one counts
      found->name = range_of(field(statement, "name"));
      found->parameters = range_of(field(statement, "parameters"));
      found->is_async = slice(text, range_of(statement)).starts_with("async");
      bool is_behind_star = false;
      for (const TSNode parameter : named_children(field(statement, "parameters")))
        read_parameter(text, parameter, is_behind_star, *found);
      continue;
    }
    // Whatever else may bind the name: an assignment, an import, a decorator, an `if`. A function only uses it.
    const bool is_harmless = is_function || type == "comment" || type == "class_definition" ||
                             (type == "expression_statement" && ts_node_named_child_count(statement) == 1 &&
                              type_of(ts_node_named_child(statement, 0)) == "string");
    if (!is_harmless && mentions_handler(slice(text, range_of(statement)))) return std::nullopt;
  }
  return found;
}

}  // namespace paas::python
