// The tree of a document, and the builder that fills it.
#include "core/yaml/document.h"

#include <algorithm>
#include <cstring>

namespace paas::yaml {

namespace {

bool is_text(Kind kind) { return kind == Kind::string || kind == Kind::timestamp || kind == Kind::binary; }

bool has_entries(Kind kind) { return kind == Kind::mapping || kind == Kind::set; }

bool lies_in(std::string_view text, std::string_view host) {
  return !host.empty() && text.data() >= host.data() && text.data() + text.size() <= host.data() + host.size();
}

}  // namespace

Document::Document() : nodes_(1) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

std::string_view Document::text(NodeId id) const {
  const Node& node = nodes_[id];
  if (!is_text(node.kind)) return {};
  return {node.value.text.data, node.value.text.size};
}

double Document::number_of(NodeId id) const {
  const Node& node = nodes_[id];
  if (node.kind == Kind::number) return node.value.number;
  if (node.kind != Kind::integer) return 0;
  const auto found = magnitudes_.find(id);
  return found == magnitudes_.end() ? static_cast<double>(node.value.integer) : found->second;
}

std::uint32_t Document::item_count(NodeId id) const {
  const Node& node = nodes_[id];
  return node.kind == Kind::sequence ? node.value.children.count : 0;
}

std::uint32_t Document::entry_count(NodeId id) const {
  const Node& node = nodes_[id];
  return has_entries(node.kind) ? node.value.children.count / 2 : 0;
}

Entry Document::entry(NodeId id, std::uint32_t index) const {
  const NodeId* pair = &children_[nodes_[id].value.children.first + 2 * std::size_t{index}];
  return {pair[0], pair[1]};
}

NodeId Document::find(NodeId mapping, std::string_view key) const {
  for (std::uint32_t i = 0; i < entry_count(mapping); ++i) {
    const Entry candidate = entry(mapping, i);
    if (kind(candidate.key) == Kind::string && text(candidate.key) == key) return candidate.value;
  }
  return no_node;
}

NodeId Document::find_key(NodeId mapping, std::string_view key) const {
  for (std::uint32_t i = 0; i < entry_count(mapping); ++i) {
    const Entry candidate = entry(mapping, i);
    if (kind(candidate.key) == Kind::string && text(candidate.key) == key) return candidate.key;
  }
  return no_node;
}

NodeId Document::append(Document&& other) {
  const auto first_node = static_cast<NodeId>(nodes_.size());
  const auto first_child = static_cast<std::uint32_t>(children_.size());
  for (Node node : other.nodes_) {
    if (node.kind == Kind::sequence || has_entries(node.kind)) node.value.children.first += first_child;
    if (node.target != no_node) node.target += first_node;
    nodes_.push_back(node);
  }
  for (const NodeId child : other.children_) children_.push_back(child + first_node);
  for (auto& text : other.strings_) strings_.push_back(std::move(text));
  for (const auto& [node, magnitude] : other.magnitudes_) magnitudes_.emplace(node + first_node, magnitude);
  for (Problem& problem : other.problems_) problems_.push_back(std::move(problem));
  complete_ = complete_ && other.complete_;
  alias_visits_ += other.alias_visits_;
  return first_node;
}

Builder::Builder(std::string_view host) : host_(host) { document_.nodes_.clear(); }

NodeId Builder::add(Node node) {
  document_.nodes_.push_back(node);
  return static_cast<NodeId>(document_.nodes_.size() - 1);
}

NodeId Builder::null(Range range) {
  Node node;
  node.range = range;
  return add(node);
}

NodeId Builder::boolean(Range range, bool value) {
  Node node;
  node.kind = Kind::boolean;
  node.range = range;
  node.value.boolean = value;
  return add(node);
}

NodeId Builder::integer(Range range, std::int64_t value) {
  Node node;
  node.kind = Kind::integer;
  node.range = range;
  node.value.integer = value;
  return add(node);
}

NodeId Builder::large_integer(Range range, double magnitude) {
  const bool negative = magnitude < 0;
  const NodeId id = integer(range, negative ? INT64_MIN : INT64_MAX);
  document_.magnitudes_.emplace(id, magnitude);
  return id;
}

NodeId Builder::number(Range range, double value) {
  Node node;
  node.kind = Kind::number;
  node.range = range;
  node.value.number = value;
  return add(node);
}

NodeId Builder::string(Range range, std::string_view text, Kind kind, bool quoted) {
  if (!lies_in(text, host_)) text = keep(text);
  Node node;
  node.kind = kind;
  node.quoted = quoted;
  node.range = range;
  node.value.text = {text.data(), static_cast<std::uint32_t>(text.size())};
  return add(node);
}

std::string_view Builder::keep(std::string_view text) {
  constexpr std::size_t smallest_chunk = 512;
  if (text.size() > free_size_) {
    free_size_ = std::max(text.size(), smallest_chunk);
    document_.strings_.push_back(std::make_unique<char[]>(free_size_));
    free_ = document_.strings_.back().get();
  }
  if (text.empty()) return {};
  std::memcpy(free_, text.data(), text.size());
  const std::string_view kept(free_, text.size());
  free_ += text.size();
  free_size_ -= text.size();
  return kept;
}

NodeId Builder::sequence(Range range, const std::vector<NodeId>& items) {
  Node node;
  node.kind = Kind::sequence;
  node.range = range;
  node.value.children = {static_cast<std::uint32_t>(document_.children_.size()),
                         static_cast<std::uint32_t>(items.size())};
  document_.children_.insert(document_.children_.end(), items.begin(), items.end());
  return add(node);
}

NodeId Builder::mapping(Range range, const std::vector<Entry>& entries, Kind kind) {
  Node node;
  node.kind = kind;
  node.range = range;
  node.value.children = {static_cast<std::uint32_t>(document_.children_.size()),
                         static_cast<std::uint32_t>(entries.size() * 2)};
  for (const Entry& entry : entries) {
    document_.children_.push_back(entry.key);
    document_.children_.push_back(entry.value);
  }
  return add(node);
}

NodeId Builder::alias(Range range, NodeId target) {
  Node node = document_.nodes_[target];
  node.alias = true;
  node.target = target;
  node.range = range;
  const NodeId id = add(node);
  if (const auto found = document_.magnitudes_.find(target); found != document_.magnitudes_.end()) {
    document_.magnitudes_.emplace(id, double{found->second});
  }
  return id;
}

void Builder::problem(Problem problem) { document_.problems_.push_back(std::move(problem)); }

void Builder::reserve(std::size_t nodes) {
  document_.nodes_.reserve(nodes);
  document_.children_.reserve(nodes);
}

Document Builder::finish(NodeId root, bool complete, std::uint64_t alias_visits) {
  document_.alias_visits_ = alias_visits;
  document_.root_ = root;
  document_.complete_ = complete;
  document_.nodes_.shrink_to_fit();  // documents are kept, by the ten thousand
  document_.children_.shrink_to_fit();
  return std::move(document_);
}

}  // namespace paas::yaml
