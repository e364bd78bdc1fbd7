// Walks the syntax tree of a Python file.
#include "core/python/grammar.h"

#include <tree_sitter/api.h>

#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

extern "C" const TSLanguage* tree_sitter_python();

namespace paas::python {

namespace {

struct Free {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using Tree = std::unique_ptr<TSTree, Free>;

// What a parse may cost. The grammar needs up to 220 bytes of memory for a byte of Python, its scanner looks ahead
// without end at each of many line continuations, and its recovery from errors can take 10 microseconds for a byte. So
// the size of a text is limited and work is counted, which gives the same answer on every machine. The time limit is
// for what counting misses: `[:[:[:` costs no more operations than code does.
constexpr std::size_t max_parsed_size = 256'000;
constexpr std::size_t chunk_size = 1'024;  // going back inside a chunk is free
constexpr std::size_t max_reads_for_chunk = 64;
constexpr std::size_t max_steps_for_chunk = 400;  // a step is 100 operations of the parser; code takes some 6
constexpr std::int64_t max_processor_milliseconds = 300;

std::int64_t processor_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

struct Work {
  std::string_view text;
  std::size_t reads_left;
  std::size_t steps_left;
  std::int64_t end;

  bool is_exhausted() const { return reads_left == 0 || steps_left == 0 || processor_milliseconds() > end; }
};

const char* read_chunk(void* payload, std::uint32_t at, TSPoint, std::uint32_t* size) {
  Work& work = *static_cast<Work*>(payload);
  *size = 0;
  if (at >= work.text.size() || work.reads_left == 0) return "";
  --work.reads_left;
  // Chunks have fixed places, so that going back and forth across the end of one does not make new ones.
  const std::size_t end = std::min((at / chunk_size + 1) * chunk_size, work.text.size());
  *size = static_cast<std::uint32_t>(end - at);
  return work.text.data() + at;
}

bool stop_parsing(TSParseState* state) {
  Work& work = *static_cast<Work*>(state->payload);
  if (work.steps_left > 0) --work.steps_left;
  return work.is_exhausted();
}

// tree-sitter aborts when memory runs out. Instead the handler decides that the program has set for `new`.
void* or_handler(void* memory, std::size_t size) {
  if (memory == nullptr && size > 0) {
    if (const std::new_handler handler = std::get_new_handler()) handler();
    std::abort();
  }
  return memory;
}
void* allocate(std::size_t size) { return or_handler(std::malloc(size), size); }
void* allocate_zeroed(std::size_t count, std::size_t size) {
  return or_handler(std::calloc(count, size), count * size);
}
void* reallocate(void* memory, std::size_t size) { return or_handler(std::realloc(memory, size), size); }

// The tree, or nullptr where it would cost too much.
Tree parse(std::string_view text) {
  if (text.size() > max_parsed_size) return nullptr;
  static thread_local const std::unique_ptr<TSParser, Free> parser = [] {
    static const bool installed = (ts_set_allocator(allocate, allocate_zeroed, reallocate, std::free), true);
    static_cast<void>(installed);
    std::unique_ptr<TSParser, Free> made(ts_parser_new());
    ts_parser_set_language(made.get(), tree_sitter_python());
    return made;
  }();
  const std::size_t chunks = text.size() / chunk_size + 1;
  Work work{text, chunks * max_reads_for_chunk, chunks * max_steps_for_chunk,
            processor_milliseconds() + max_processor_milliseconds};
  Tree tree(ts_parser_parse_with_options(parser.get(), nullptr, {&work, read_chunk, TSInputEncodingUTF8, nullptr},
                                         {&work, stop_parsing}));
  ts_parser_reset(parser.get());  // a parse that was stopped would be resumed
  // Without its last chunks a text may still parse, into something else.
  return work.reads_left == 0 ? nullptr : std::move(tree);
}

// The named children of a node, in time linear in their number; asking for each by its index is quadratic.
std::vector<TSNode> named_children(TSNode node) {
  std::vector<TSNode> children;
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
    const TSNode child = ts_tree_cursor_current_node(&cursor);
    if (ts_node_is_named(child)) children.push_back(child);
  }
  ts_tree_cursor_delete(&cursor);
  return children;
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
      for (const TSNode argument : named_children(arguments)) {
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
