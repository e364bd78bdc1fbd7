// Parses Python with tree-sitter, within bounds.
#include "core/python/tree.h"

#include <pthread.h>
#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "core/os/memory.h"

extern "C" const TSLanguage* tree_sitter_python();

namespace paas::python {

namespace {

// What a parse may cost. The grammar needs up to 220 bytes of memory for a byte of Python, its scanner looks ahead
// without end at each of many line continuations, and its recovery from errors can take 10 microseconds for a byte. So
// the size of a text is limited and work is counted, which gives the same answer on every machine. The time limit is
// for what counting misses: `[:[:[:` costs no more operations than code does.
constexpr std::size_t max_parsed_size = 256'000;
constexpr std::size_t chunk_size = 1'024;  // going back inside a chunk is free
constexpr std::size_t max_reads_for_chunk = 64;
constexpr std::size_t max_steps_for_chunk = 400;  // a step is 100 operations of the parser; code takes some 6
constexpr std::int64_t max_processor_milliseconds = 300;

// The grammar's scanner writes past the end of its buffer at some 400 levels of indentation. Each takes a column.
constexpr std::size_t max_columns = 300;
constexpr std::size_t columns_of_tab = 8;

// Counts as the scanner does: a backslash at the end of a line does not end the indentation.
bool is_deeply_indented(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::size_t columns = 0;
    for (; at < text.size(); ++at) {
      if (text[at] == ' ') {
        ++columns;
      } else if (text[at] == '\t') {
        columns += columns_of_tab;
      } else if (text[at] == '\r' || text[at] == '\f') {
        columns = 0;
      } else if (text.substr(at, 2) == "\\\n") {
        ++at;
      } else if (text.substr(at, 3) == "\\\r\n") {
        at += 2;
      } else {
        break;
      }
      if (columns > max_columns) return true;
    }
    at = std::min(text.find('\n', at), text.size());
  }
  return false;
}

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

// tree-sitter cannot be told that there is no memory. An exception flies through it instead, and what it holds is given
// back here.
struct alignas(std::max_align_t) Block {
  Block* before;
  Block* after;
  std::size_t size;
};
constinit thread_local Block blocks{nullptr, nullptr, 0};  // of this thread, behind it
constinit thread_local int trees = 0;                      // that live in this thread

void* allocate_block(std::size_t size) {
  if (size > SIZE_MAX - sizeof(Block)) lack_memory();
  auto* block = static_cast<Block*>(paas::allocate(sizeof(Block) + size));
  *block = {&blocks, blocks.after, size};
  if (block->after != nullptr) block->after->before = block;
  blocks.after = block;
  return block + 1;
}

void release_block(void* memory) {
  if (memory == nullptr) return;
  Block* block = static_cast<Block*>(memory) - 1;
  block->before->after = block->after;
  if (block->after != nullptr) block->after->before = block->before;
  paas::release(block);
}

void release_all() {
  while (blocks.after != nullptr) release_block(blocks.after + 1);
}

// Each thread has its parser. Not as a variable with a destructor: C libraries end the program where there is no memory
// to note one.
constinit thread_local TSParser* parser = nullptr;

void delete_parser(void*) {
  if (parser != nullptr) ts_parser_delete(parser);
  parser = nullptr;
}

void make_parser() {
  static const pthread_key_t at_end = [] {
    pthread_key_t key{};
    pthread_key_create(&key, delete_parser);
    return key;
  }();
  parser = ts_parser_new();
  ts_parser_set_language(parser, tree_sitter_python());
  pthread_setspecific(at_end, parser);  // where that fails, what is kept of a thread that ended is small
}

}  // namespace

void FreeTree::operator()(TSTree* tree) const {
  const MayLackMemory needs_memory(false);
  ts_tree_delete(tree);
  --trees;
}

Tree parse(std::string_view text) {
  if (text.size() > max_parsed_size || is_deeply_indented(text)) return nullptr;
  const std::size_t chunks = text.size() / chunk_size + 1;
  Work work{text, chunks * max_reads_for_chunk, chunks * max_steps_for_chunk,
            processor_milliseconds() + max_processor_milliseconds};
  Tree tree;
  try {
    if (parser == nullptr) make_parser();
    tree.reset(ts_parser_parse_with_options(parser, nullptr, {&work, read_chunk, TSInputEncodingUTF8, nullptr},
                                            {&work, stop_parsing}));
    if (tree != nullptr) ++trees;
    ts_parser_reset(parser);  // a parse that was stopped would be resumed
  } catch (const std::bad_alloc&) {
    // The parser was stopped anywhere: nothing of it may be touched again.
    parser = nullptr;
    static_cast<void>(tree.release());
    if (trees == 0) release_all();
    throw;
  }
  // Without its last chunks a text may still parse, into something else.
  return work.reads_left == 0 ? nullptr : std::move(tree);
}

std::vector<TSNode> named_children(TSNode node) {
  std::vector<TSNode> children;
  Cursor at(node);
  TSTreeCursor& cursor = at.cursor;
  for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
    const TSNode child = ts_tree_cursor_current_node(&cursor);
    if (ts_node_is_named(child)) children.push_back(child);
  }
  return children;
}

TSNode field(TSNode node, std::string_view name) {
  return ts_node_child_by_field_name(node, name.data(), static_cast<std::uint32_t>(name.size()));
}

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

}  // namespace paas::python

// The names that tree-sitter is compiled with instead of C's; see third_party/CMakeLists.txt.
extern "C" {
void* paas_c_malloc(std::size_t size) { return paas::python::allocate_block(size); }

void* paas_c_calloc(std::size_t count, std::size_t size) {
  if (size != 0 && count > SIZE_MAX / size) paas::lack_memory();
  return std::memset(paas::python::allocate_block(count * size), 0, count * size);
}

void* paas_c_realloc(void* before, std::size_t size) {
  void* after = paas::python::allocate_block(size);
  if (before == nullptr) return after;
  const std::size_t known = (static_cast<paas::python::Block*>(before) - 1)->size;
  std::memcpy(after, before, std::min(size, known));
  paas::python::release_block(before);
  return after;
}

void paas_c_free(void* memory) { paas::python::release_block(memory); }
}
