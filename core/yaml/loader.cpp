// Composes nodes from events.
#include "core/yaml/loader.h"
#include "core/text/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace paas::yaml {

namespace {

// Stands for `<<` among the pending keys; never a node.
constexpr NodeId merge_key = no_node - 1;

constexpr std::string_view scalar_names[] = {"null", "a boolean", "an integer", "a number", "text", "a date", "base64"};

// Nobody reads on; a hostile text could make one for every few bytes.
constexpr std::size_t max_problems = 1000;

std::string_view name_of_scalar(Tag tag) { return scalar_names[static_cast<std::size_t>(tag)]; }

std::string quote(std::string_view text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return fmt::format("`{}`", text);
  return fmt::format("`{}…`", beginning_of(text, longest));
}

bool is_collection(Tag tag) {
  return tag == Tag::sequence || tag == Tag::mapping || tag == Tag::set || tag == Tag::pairs;
}

}  // namespace

Loader::Loader(std::string_view host, std::size_t expected_nodes, bool is_remainder)
    : host_(host), is_remainder_(is_remainder), builder_(host) {
  constexpr std::size_t usual_depth = 8;
  builder_.reserve(expected_nodes);
  frames_.reserve(usual_depth);
  pending_.reserve(expected_nodes);
}

void Loader::problem(ProblemKind kind, Range range, std::string message, Range related, Cure cure) {
  if (builder_.document().problems().size() >= max_problems) return;
  builder_.problem({kind, range, std::move(message), related, cure});
}

bool Loader::is_key() const {
  if (frames_.empty() || !frames_.back().is_mapping) return false;
  return (pending_.size() - frames_.back().first) % 2 == 0;
}

bool Loader::is_merged() const { return awaits_value() && pending_.back() == merge_key; }

bool Loader::awaits_value() const { return !frames_.empty() && frames_.back().is_mapping && !is_key(); }

void Loader::scalar(Range range, std::string_view text, bool quoted, bool resolves, const Properties& properties) {
  const NodeId node = build_scalar(range, text, quoted, resolves, properties);
  if (!properties.anchor.empty()) anchors_[std::string(properties.anchor)] = {node, false, 1, 0};
  add(node, range.end, 1, 0);
}

NodeId Loader::build_scalar(Range range, std::string_view text, bool quoted, bool resolves,
                            const Properties& properties) {
  Tag tag = Tag::string;
  if (!properties.tag.empty()) {
    tag = tag_of(properties.tag);
  } else if (resolves) {
    tag = implicit_tag(text);
  }
  if (tag == Tag::string) return builder_.string(range, text, Kind::string, quoted);
  if (tag == Tag::merge && is_key()) {
    frames_.back().has_merge = true;
    return merge_key;
  }
  if (tag == Tag::value && is_key()) return builder_.string(range, text, Kind::string, quoted);

  if (tag == Tag::merge || tag == Tag::value) {
    problem(ProblemKind::syntax, range,
            fmt::format("`{}` has a meaning of its own in YAML; put quotes around it", text));
    return builder_.string(range, text, Kind::string, quoted);
  }
  if (tag == Tag::unknown || is_collection(tag)) {
    const std::string_view written = slice(host_, properties.place);
    problem(
        ProblemKind::syntax, properties.place,
        tag == Tag::unknown
            ? fmt::format("the tag {} is not known here; only YAML's own tags, such as `!!str`, are", quote(written))
            : fmt::format("{} cannot be the tag of a single value", quote(written)));
    return builder_.string(range, text, Kind::string, quoted);
  }
  const std::optional<Scalar> value = scalar_value(tag, text);
  if (!value) {
    problem(ProblemKind::syntax, range,
            properties.tag.empty()
                ? fmt::format("{} looks like {} but cannot be one; put quotes around it if it is text", quote(text),
                              name_of_scalar(tag))
                : fmt::format("{} is not {}, which its tag asks for", quote(text), name_of_scalar(tag)));
    return builder_.string(range, text, Kind::string, quoted);
  }
  switch (value->kind) {
    case Kind::null:
      return builder_.null(range);
    case Kind::boolean:
      return builder_.boolean(range, value->boolean);
    case Kind::integer:
      return value->fits ? builder_.integer(range, value->integer) : builder_.large_integer(range, value->number);
    case Kind::number:
      return builder_.number(range, value->number);
    default:
      return builder_.string(range, text, value->kind, quoted);
  }
}

void Loader::refuse_depth(Range range) {
  problem(ProblemKind::too_deep, range, fmt::format("this is nested more than {} levels deep", max_depth));
  stopped_ = true;
}

void Loader::begin(bool is_mapping, std::uint32_t at, const Properties& properties) {
  if (frames_.size() >= max_depth) {
    return refuse_depth({at, at + 1});
  }
  Frame frame{is_mapping,
              false,
              is_mapping ? Tag::mapping : Tag::sequence,
              at,
              at,
              pending_.size(),
              std::string(properties.anchor),
              1,
              1};
  if (!properties.tag.empty()) check_collection_tag(frame, properties);
  if (!frame.anchor.empty()) anchors_[frame.anchor] = {no_node, true, 0, 0};
  frames_.push_back(std::move(frame));
}

void Loader::check_collection_tag(Frame& frame, const Properties& properties) {
  const Tag tag = tag_of(properties.tag);
  const bool fits =
      frame.is_mapping ? tag == Tag::mapping || tag == Tag::set : tag == Tag::sequence || tag == Tag::pairs;
  if (fits) {
    frame.tag = tag;
    return;
  }
  const std::string written = quote(slice(host_, properties.place));
  const bool known = tag != Tag::unknown && tag != Tag::merge && tag != Tag::value;
  problem(ProblemKind::syntax, properties.place,
          known ? fmt::format("{} cannot be the tag of a {}", written, frame.is_mapping ? "mapping" : "list")
                : fmt::format("the tag {} is not known here; only YAML's own tags, such as `!!str`, are", written));
}

void Loader::end(std::uint32_t closed_at) {
  const Frame frame = std::move(frames_.back());
  frames_.pop_back();
  // A key without a value, where the text broke off.
  if (frame.is_mapping && (pending_.size() - frame.first) % 2 != 0) {
    pending_.push_back(builder_.null({frame.last_end, frame.last_end}));
  }
  const Range range{frame.begin, closed_at != 0 ? closed_at : frame.last_end};
  const NodeId node = build_collection(frame, range);
  pending_.resize(frame.first);
  if (!frame.anchor.empty()) anchors_[frame.anchor] = {node, false, frame.weight, frame.height};
  add(node, range.end, frame.weight, frame.height);
}

NodeId Loader::build_collection(const Frame& frame, Range range) {
  if (frame.tag == Tag::pairs) return build_pairs(range, frame);
  if (frame.is_mapping) {
    collect_entries(frame);
    return builder_.mapping(range, entries_, frame.tag == Tag::set ? Kind::set : Kind::mapping);
  }
  items_.clear();
  for (std::size_t i = frame.first; i < pending_.size(); ++i) {
    if (pending_[i] != no_node) items_.push_back(pending_[i]);
  }
  return builder_.sequence(range, items_);
}

/// PyYAML makes pairs of the items, which are mappings with one entry each.
NodeId Loader::build_pairs(Range range, const Frame& frame) {
  std::vector<NodeId> pairs;
  for (std::size_t i = frame.first; i < pending_.size(); ++i) {
    const NodeId item = pending_[i];
    if (item == no_node) continue;
    const Document& document = builder_.document();
    if (document.kind(item) != Kind::mapping || document.entry_count(item) != 1) {
      problem(ProblemKind::syntax, document.range(item), "every item of this list must be a single `key: value`");
      continue;
    }
    const Entry entry = document.entry(item, 0);
    items_.assign({entry.key, entry.value});
    pairs.push_back(builder_.sequence(document.range(item), items_));
  }
  return builder_.sequence(range, pairs);
}

void Loader::alias(Range range, std::string_view anchor) {
  const auto found = anchors_.find(std::string(anchor));
  if (found == anchors_.end()) {
    if (!is_remainder_)
      problem(
          ProblemKind::syntax, range,
          fmt::format("`*{0}` refers to an anchor `&{0}` that does not stand above; put quotes around it if it is text",
                      anchor));
  } else if (found->second.open) {
    problem(ProblemKind::cycle, range,
            fmt::format("`*{0}` stands inside `&{0}`, so the value would contain itself", anchor));
  } else if (found->second.node == merge_key) {
    if (is_key()) {
      frames_.back().has_merge = true;
      return add(merge_key, range.end, 1, 0);
    }
    problem(ProblemKind::syntax, range,
            fmt::format("`*{}` stands for `<<`, which has a meaning only as a key", anchor));
  } else if (frames_.size() + found->second.height > max_depth + (is_merged() ? 1 : 0)) {
    refuse_depth(range);
  } else if (found->second.node != no_node && visit(found->second.weight, range)) {
    return add(builder_.alias(range, found->second.node), range.end, found->second.weight, found->second.height);
  }
  dropped_ = true;
  add(no_node, range.end, 1, 0);
}

bool Loader::visit(std::uint64_t nodes, Range range) {
  alias_visits_ += nodes;
  if (alias_visits_ <= max_alias_visits) return true;
  if (!stopped_) {
    problem(ProblemKind::too_many_aliases, range,
            fmt::format("the aliases up to here stand for more than {} values", max_alias_visits));
  }
  stopped_ = true;
  return false;
}

void Loader::add(NodeId node, std::uint32_t end, std::uint64_t weight, std::uint32_t height) {
  if (frames_.empty()) {
    root_ = node;
    return;
  }
  if (is_key()) check_key(node);
  frames_.back().last_end = end;
  frames_.back().weight += weight;
  // What is merged comes to stand in the mapping itself, not a level below.
  frames_.back().height = std::max(frames_.back().height, is_merged() ? height : height + 1);
  pending_.push_back(node);
}

void Loader::check_key(NodeId key) {
  if (key == no_node || key == merge_key) return;
  const Node& node = builder_[key];
  if (node.kind != Kind::sequence && node.kind != Kind::mapping && node.kind != Kind::set) return;
  // `{{ name }}` of a template: the inner mapping is the outer one's key, and one problem is enough.
  if (slice(host_, {node.range.begin, node.range.begin + 2}) == "{{") return;
  if (node.range.begin > 0 && slice(host_, {node.range.begin - 1, node.range.begin + 1}) == "{{") {
    return problem(ProblemKind::syntax, node.range, "`{{` begins a mapping in YAML; put quotes around the text");
  }
  problem(ProblemKind::syntax, node.range,
          fmt::format("a {} cannot be a key; put quotes around it if it is text",
                      node.kind == Kind::sequence ? "list" : "mapping"));
}

void Loader::collect_entries(const Frame& frame) {
  entries_.clear();
  if (frame.has_merge) {
    for (std::size_t i = frame.first; i + 1 < pending_.size(); i += 2) {
      if (pending_[i] == merge_key && pending_[i + 1] != no_node) merge(pending_[i + 1]);
    }
  }
  const std::size_t merged = entries_.size();
  for (std::size_t i = frame.first; i + 1 < pending_.size(); i += 2) {
    const Entry entry{pending_[i], pending_[i + 1]};
    if (entry.key != merge_key && entry.key != no_node && entry.value != no_node) entries_.push_back(entry);
  }
  drop_equal_keys(merged);
}

void Loader::merge(NodeId value) {
  const Document& document = builder_.document();
  const auto is_mapping = [&](NodeId node) {
    return document.kind(node) == Kind::mapping || document.kind(node) == Kind::set;
  };
  if (is_mapping(value)) return merge_mapping(value);
  if (document.kind(value) != Kind::sequence) {
    return problem(ProblemKind::syntax, document.range(value), "`<<` takes a mapping or a list of mappings");
  }
  // The first of several mappings wins, and later entries win below.
  for (std::uint32_t i = document.item_count(value); i-- > 0;) {
    const NodeId item = document.item(value, i);
    if (is_mapping(item)) {
      merge_mapping(item);
    } else {
      problem(ProblemKind::syntax, document.range(item), "`<<` takes a mapping or a list of mappings");
    }
  }
}

void Loader::merge_mapping(NodeId mapping) {
  const Document& document = builder_.document();
  // Merging copies the entries, so a chain of mappings that each merge the one before is quadratic.
  if (!visit(document.entry_count(mapping), document.range(mapping))) return;
  for (std::uint32_t i = 0; i < document.entry_count(mapping); ++i) entries_.push_back(document.entry(mapping, i));
}

/// Keeps the last of equal keys, as Python's dict does. Keys before `merged` come from elsewhere and are meant to be
/// overridden.
void Loader::drop_equal_keys(std::size_t merged) {
  constexpr std::size_t few = 8;
  const std::size_t count = entries_.size();
  if (count <= few) {
    for (std::size_t later = 1; later < count; ++later) {
      for (std::size_t earlier = later; earlier-- > 0;) {
        if (entries_[earlier].key == no_node || !equal(entries_[earlier].key, entries_[later].key)) continue;
        drop_later(earlier, later, merged);
        break;
      }
    }
  } else {
    std::size_t capacity = 16;
    while (capacity < count * 2) capacity *= 2;
    slots_.assign(capacity, no_node);
    for (std::size_t later = 0; later < count; ++later) {
      std::size_t slot = hash(entries_[later].key) & (capacity - 1);
      while (slots_[slot] != no_node && !equal(entries_[slots_[slot]].key, entries_[later].key)) {
        slot = (slot + 1) & (capacity - 1);
      }
      const std::size_t earlier = slots_[slot];
      slots_[slot] = static_cast<std::uint32_t>(later);
      if (earlier != no_node) drop_later(earlier, later, merged);
    }
  }
  std::erase_if(entries_, [](const Entry& entry) { return entry.key == no_node; });
}

void Loader::drop_later(std::size_t earlier, std::size_t later, std::size_t merged) {
  if (earlier >= merged) {
    const Range range = builder_[entries_[later].key].range;
    problem(ProblemKind::duplicate_key, range,
            fmt::format("the key {} is given twice; only the last one counts", quote(slice(host_, range))),
            builder_[entries_[earlier].key].range);
  }
  entries_[earlier].key = no_node;
}

bool Loader::equal(NodeId left, NodeId right) const {
  const Document& document = builder_.document();
  const auto is_numeric = [](Kind kind) {
    return kind == Kind::boolean || kind == Kind::integer || kind == Kind::number;
  };
  const Node& a = document[left];
  const Node& b = document[right];
  if (is_numeric(a.kind) && is_numeric(b.kind)) {
    if (a.kind == Kind::integer && b.kind == Kind::integer && a.value.integer != b.value.integer) return false;
    const double x = a.kind == Kind::boolean ? a.value.boolean : document.number_of(left);
    const double y = b.kind == Kind::boolean ? b.value.boolean : document.number_of(right);
    return x == y || (x != x && y != y);
  }
  if (a.kind != b.kind) return false;
  if (a.kind == Kind::null) return true;
  if (a.kind == Kind::sequence || a.kind == Kind::mapping || a.kind == Kind::set) return false;
  return document.text(left) == document.text(right);
}

std::size_t Loader::hash(NodeId id) const {
  const Document& document = builder_.document();
  const Node& node = document[id];
  if (node.kind == Kind::boolean) return std::hash<double>()(node.value.boolean);
  // Every NaN is one key.
  if (node.kind == Kind::number && node.value.number != node.value.number) return 1;
  if (node.kind == Kind::sequence || node.kind == Kind::mapping || node.kind == Kind::set) return id;
  if (node.kind == Kind::integer || node.kind == Kind::number) return std::hash<double>()(document.number_of(id));
  return std::hash<std::string_view>()(document.text(id));
}

Document Loader::finish(bool complete, Range empty_root) {
  while (!frames_.empty()) end(0);
  if (root_ == no_node || root_ == merge_key) root_ = builder_.null(empty_root);
  return builder_.finish(root_, complete && !dropped_ && !stopped_, alias_visits_);
}

}  // namespace paas::yaml
