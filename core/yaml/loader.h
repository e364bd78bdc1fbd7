// Turns a stream of YAML events into a document: tags, anchors and aliases, merge keys, equal keys, and the limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/yaml/document.h"
#include "core/yaml/scalar.h"

namespace paas::yaml {

/// What stands before the content of a node. `place` covers it; empty where there is nothing.
struct Properties {
  std::string_view anchor;
  std::string_view tag;  // full name; empty for none
  Range place;
};

/// Follows the order in which PyYAML composes and constructs. Once `stopped`, the rest of the events is not wanted.
class Loader {
 public:
  /// `is_remainder`: parts of the text were taken out, so an anchor that an alias names may be missing.
  Loader(std::string_view host, std::size_t expected_nodes, bool is_remainder = false);

  /// `resolves`: the text may be more than a string, as that of a plain scalar may.
  void scalar(Range range, std::string_view text, bool quoted, bool resolves, const Properties& properties);
  void begin(bool is_mapping, std::uint32_t at, const Properties& properties);
  /// `closed_at`: offset after the closing bracket; 0 for a block collection, which ends with its last child.
  void end(std::uint32_t closed_at);
  void alias(Range range, std::string_view anchor);

  bool stopped() const { return stopped_; }
  bool in_collection() const { return !frames_.empty(); }
  /// The next node is the value of a mapping's key, which ends at `last_end`.
  bool awaits_value() const;
  std::uint32_t last_end() const { return frames_.back().last_end; }

  void problem(ProblemKind kind, Range range, std::string message, Range related = {}, Cure cure = Cure::none);
  /// Closes what is still open.
  Document finish(bool complete, Range empty_root);

 private:
  struct Frame {
    bool is_mapping;
    bool has_merge;
    Tag tag;
    std::uint32_t begin;
    std::uint32_t last_end;
    std::size_t first;  // of its children in `pending_`; a mapping's are key, value, key, value, ...
    std::string anchor;
    std::uint64_t weight;  // nodes below it if every alias were expanded
    std::uint32_t height;  // levels of collections, itself included
  };
  struct Anchor {
    NodeId node;  // `no_node`: still open, or it holds something that was refused
    bool open;
    std::uint64_t weight;
    std::uint32_t height;
  };

  /// Counts what an alias or a merge stands for; false beyond the limit.
  bool visit(std::uint64_t nodes, Range range);
  void add(NodeId node, std::uint32_t end, std::uint64_t weight, std::uint32_t height);
  void refuse_depth(Range range);
  bool is_key() const;
  /// The next node is the value of `<<`.
  bool is_merged() const;
  NodeId build_scalar(Range range, std::string_view text, bool quoted, bool resolves, const Properties& properties);
  NodeId build_collection(const Frame& frame, Range range);
  NodeId build_pairs(Range range, const Frame& frame);
  void check_collection_tag(Frame& frame, const Properties& properties);
  void check_key(NodeId key);
  void collect_entries(const Frame& frame);
  void merge(NodeId value);
  void merge_mapping(NodeId mapping);
  void drop_equal_keys(std::size_t merged);
  void drop_later(std::size_t earlier, std::size_t later, std::size_t merged);
  bool equal(NodeId left, NodeId right) const;
  std::size_t hash(NodeId node) const;

  std::string_view host_;
  bool is_remainder_;
  Builder builder_;
  std::vector<Frame> frames_;
  std::vector<NodeId> pending_;
  std::vector<NodeId> items_;         // of the sequence that is being built
  std::vector<Entry> entries_;        // of the mapping that is being built
  std::vector<std::uint32_t> slots_;  // hash table over `entries_`
  std::unordered_map<std::string, Anchor> anchors_;
  std::uint64_t alias_visits_ = 0;
  NodeId root_ = no_node;
  bool dropped_ = false;  // a node was refused and is missing
  bool stopped_ = false;
};

}  // namespace paas::yaml
