// A YAML 1.1 document as a tree in which every node knows its place in the host text.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/text/text.h"

namespace paas::yaml {

/// What a node is after YAML 1.1 tag resolution (https://yaml.org/type/), as PyYAML's safe loader resolves it.
enum class Kind : std::uint8_t { null, boolean, integer, number, string, timestamp, binary, sequence, mapping, set };

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xFFFFFFFF;

/// One node. Scalars and collections share the bytes; ask `kind` before reading `value`.
struct Node {
  Kind kind = Kind::null;
  /// Reached through an alias (`*name`): `range` is the alias, the content is the anchor's.
  bool alias = false;
  /// The scalar was written in quotes or as a block scalar.
  bool quoted = false;
  /// Of an alias: the node with the anchor, where the content is written.
  NodeId target = no_node;
  /// Byte range in the host text, without surrounding blanks and comments. A collection ends where its last
  /// child ends (block) or after its closing bracket (flow). An absent value (`key:`) is an empty range after the
  /// colon. Anchors and tags before the content do not belong to it.
  Range range;
  struct Text {
    const char* data;
    std::uint32_t size;
  };
  struct Span {
    std::uint32_t first;
    std::uint32_t count;
  };
  union Value {
    bool boolean;
    std::int64_t integer;  // saturated where it does not fit; `number_of` has the magnitude
    double number;
    Text text;      // string, timestamp, binary: the decoded scalar
    Span children;  // sequence: items; mapping, set: key, value, key, value, ...
    Value() : text{nullptr, 0} {}
  } value;
};

/// One entry of a mapping.
struct Entry {
  NodeId key;
  NodeId value;
};

enum class ProblemKind : std::uint8_t {
  syntax,         // the parser or the loader of the deployer refuses the document
  duplicate_key,  // accepted: the last of equal keys wins. `range` is the later key, `related` the earlier
  too_deep,       // nested deeper than `max_depth`
  too_many_aliases,
  cycle,     // a node that contains itself
  encoding,  // not UTF-8, or a character that YAML does not allow
};

/// What mends a syntax error, where that is clear.
enum class Cure : std::uint8_t {
  none,
  blank_behind,  // of `range`
  colon_behind,  // of `range`
  quotes,        // around `range`
  spaces,        // for the tabs that indent lines
  removal,       // of `range`
  closing,       // of the bracket or the quote in `range`, at the end of its line
  comment,       // of the lines of `range`
};

struct Problem {
  ProblemKind kind;
  Range range;
  std::string message;  // a sentence for the user, without the place
  Range related;        // empty where there is none
  Cure cure = Cure::none;
};

inline constexpr std::uint32_t max_depth = 100;
inline constexpr std::uint32_t max_alias_visits = 400'000;

/// Immutable. Holds views into the host text, which must outlive it.
class Document {
 public:
  Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  /// The root; `null` for an empty document.
  NodeId root() const { return root_; }
  /// False if the text is broken and the tree is what could be recovered: entries may be missing.
  bool complete() const { return complete_; }
  const std::vector<Problem>& problems() const { return problems_; }

  /// How many values the aliases stand for, each counted as often as it is named.
  std::uint64_t alias_visits() const { return alias_visits_; }

  std::size_t size() const { return nodes_.size(); }
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  Kind kind(NodeId id) const { return nodes_[id].kind; }
  Range range(NodeId id) const { return nodes_[id].range; }
  /// The decoded text of a string, timestamp or binary; empty for all else.
  std::string_view text(NodeId id) const;
  /// The magnitude of an integer or a number; 0 for all else.
  double number_of(NodeId id) const;

  /// Items of a sequence; 0 for all else.
  std::uint32_t item_count(NodeId id) const;
  NodeId item(NodeId id, std::uint32_t index) const { return children_[nodes_[id].value.children.first + index]; }
  /// Entries of a mapping or set in the order in which they were written, merge keys (`<<`) resolved and only the
  /// last of equal keys kept; 0 for all else.
  std::uint32_t entry_count(NodeId id) const;
  Entry entry(NodeId id, std::uint32_t index) const;
  /// The value at a string key of a mapping, or `no_node`.
  NodeId find(NodeId mapping, std::string_view key) const;
  /// The key node of that entry, or `no_node`.
  NodeId find_key(NodeId mapping, std::string_view key) const;

  /// Adds the nodes and the problems of another document of the same host; its node `n` becomes `n` plus the result.
  /// `root` stays, and `complete` is what both say.
  NodeId append(Document&& other);

 private:
  friend class Builder;
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::vector<std::unique_ptr<char[]>> strings_;   // decoded scalars that do not stand in the host as they are
  std::unordered_map<NodeId, double> magnitudes_;  // of integers that do not fit 64 bits
  std::vector<Problem> problems_;
  NodeId root_ = 0;
  std::uint64_t alias_visits_ = 0;
  bool complete_ = true;
};

/// Makes documents; the parsers below and tests that need trees from elsewhere (JSON) use it.
class Builder {
 public:
  NodeId null(Range range);
  NodeId boolean(Range range, bool value);
  NodeId integer(Range range, std::int64_t value);
  /// An integer that does not fit 64 bits.
  NodeId large_integer(Range range, double magnitude);
  NodeId number(Range range, double value);
  /// `text` is copied unless it lies inside `host`.
  NodeId string(Range range, std::string_view text, Kind kind = Kind::string, bool quoted = false);
  NodeId sequence(Range range, const std::vector<NodeId>& items);
  NodeId mapping(Range range, const std::vector<Entry>& entries, Kind kind = Kind::mapping);
  /// Another occurrence of `target` at the place of its alias.
  NodeId alias(Range range, NodeId target);
  void problem(Problem problem);

  explicit Builder(std::string_view host = {});
  void reserve(std::size_t nodes);
  Document finish(NodeId root, bool complete = true, std::uint64_t alias_visits = 0);
  const Node& operator[](NodeId id) const { return document_.nodes_[id]; }
  const Document& document() const { return document_; }

 private:
  NodeId add(Node node);
  std::string_view keep(std::string_view text);

  std::string_view host_;
  Document document_;
  char* free_ = nullptr;  // what is left of the last chunk of `strings_`
  std::size_t free_size_ = 0;
};

/// Loads the single YAML 1.1 document that stands in `fragment` of `host`, as PyYAML's `safe_load` would. A broken
/// text yields a problem of kind `syntax` at the place where a person would look, and the tree that can be
/// recovered. Never throws; time is linear in the fragment, depth and alias expansion are bounded by the limits.
Document parse(std::string_view host, Range fragment);

}  // namespace paas::yaml
