// Finds out what stands around the cursor, and so what an item has to be.
#include "core/query/complete_fragment.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>

namespace paas::query {

namespace {

using schema::Alternative;
using schema::Types;

constexpr Types scalars = schema::any_type & ~(schema::type_object | schema::type_array);

std::string spaces(std::uint32_t count) { return std::string(count, ' '); }

}  // namespace

FragmentCompleter::FragmentCompleter(const App& app, const File& file, const Generation& generation,
                                     const FileType& type, std::uint32_t cursor, const CompletionStyle& style)
    : app_(app),
      file_(file),
      generation_(generation),
      type_(type),
      cursor_(cursor),
      style_(style),
      hole_(sketch_.hole) {}

Completion FragmentCompleter::run(const Fragment& fragment) {
  range_ = fragment.range;
  below_ = fragment.below;
  sketch_ = yaml::sketch(file_.text, fragment.range, cursor_, type_.key);
  layout_.indent = sketch_.indent == 0 ? style_.indent : sketch_.indent;
  layout_.dash_indent = sketch_.dash_indent;
  if (hole_.kind == yaml::Hole::Kind::none) return {};
  for (const yaml::Step& step : hole_.path) path_.push_back({step.node, step.is_item, step.key});
  const bool is_top =
      !type_.key.empty() && (path_.empty() || (path_.size() == 1 && hole_.kind == yaml::Hole::Kind::key));
  if (is_top) {
    complete_top(fragment);
    return finish();
  }
  if (!type_.key.empty()) {
    if (!is_below_top()) return {};
    path_.erase(path_.begin());
  }
  completion_.replace = hole_.text;
  read_scalar_before_colon();
  if (hole_.kind == yaml::Hole::Kind::key)
    complete_key();
  else
    complete_value();
  return finish();
}

bool FragmentCompleter::is_below_top() const { return !path_.front().is_item && path_.front().key == type_.key; }

// The key that all else stands below, alone or with all of a fragment.
void FragmentCompleter::complete_top(const Fragment& fragment) {
  const bool is_there = !path_.empty() && sketch_.document.find(path_.front().node, type_.key) != yaml::no_node;
  if (is_there || hole_.in_flow) return;
  completion_.replace = hole_.text;
  Frame frame = own_line();
  frame.before = fragment.before + frame.before;
  frame.after = fragment.after;
  if (fragment.erase.size() > 0 && hole_.text.size() == 0) frame.erase = fragment.erase;
  const schema::Subschema& root = type_.schema->root();
  const Alternatives all =
      accepting(schema::expected(root, sketch_.document, {}, sketch_.empty_mapping), schema::type_object);
  Item item{.label = type_.key, .kind = ItemKind::key, .documentation = token(&root)};
  YamlText text(layout_);
  text.raw(frame.before + type_.key + ":");
  if (hole_.has_colon || hole_.has_lines) {
    item.text = text.plain();
    if (hole_.has_colon) item.text.pop_back();
    item.erase = frame.erase;
    add(std::move(item), 0);
    return;
  }
  write_value(text, all, frame, item);
  text.raw(frame.after);
  item.text = text.plain();
  item.snippet = text.snippet();
  item.erase = frame.erase;
  item.below = below_;
  add(std::move(item), 0);
  add_wholes(all, frame);
}

void FragmentCompleter::complete_key() {
  const yaml::NodeId node = path_.back().node;
  path_.pop_back();
  Frame frame;
  if (hole_.in_flow) {
    frame.in_flow = true;
    frame.after = hole_.has_next ? ", " : "";
  } else {
    frame = own_line();
  }
  add_keys(accepting(schema::expected(type_.schema->root(), sketch_.document, path_, node), schema::type_object), node,
           frame);
}

void FragmentCompleter::complete_value() {
  // Behind a colon comes a blank, or Enter where a mapping or list is wanted.
  if (style_.is_typing && hole_.is_glued) return;
  const Alternatives values = expected(yaml::no_node, scalars);
  if (!values.empty() && !hole_.has_lines) add_scalars(values, for_scalar(), siblings());
  if (hole_.quote != '\0' || (style_.is_typing && !hole_.on_own_line)) return;
  // A word of one's own may stand here: who types one must not get a key.
  if (style_.is_typing && takes_any_text(values)) return;
  const Alternatives mappings = expected(sketch_.empty_mapping, schema::type_object);
  if (!mappings.empty()) add_keys(mappings, sketch_.empty_mapping, for_mapping());
  const Alternatives lists = expected(sketch_.empty_sequence, schema::type_array);
  if (!lists.empty() && !hole_.has_lines) complete_list(lists);
}

// Whether some value is a text of which nothing says which it may be.
bool FragmentCompleter::takes_any_text(const Alternatives& values) const {
  return std::ranges::any_of(values, [&](const Alternative& value) {
    if ((schema::accepted_types(value) & schema::type_string) == 0 || is_choice({value})) return false;
    return std::ranges::none_of(value.parts, [](const auto* part) { return !schema::own_constants(*part).empty(); });
  });
}

// The items of a list that is not there yet.
void FragmentCompleter::complete_list(const Alternatives& lists) {
  const schema::PathStep step{sketch_.empty_sequence, true, {}};
  const auto items = [&](yaml::NodeId node, Types types) {
    return accepting(schema::expected_value(lists, sketch_.document, step, node), types);
  };
  const Alternatives values = items(yaml::no_node, scalars);
  const Alternatives mappings = items(sketch_.empty_mapping, schema::type_object);
  const bool in_brackets = hole_.in_flow || (!hole_.on_own_line && !values.empty());
  Frame frame = for_mapping();
  if (in_brackets) {
    frame = for_scalar();
    frame.in_flow = true;
    frame.needs_braces = true;
    frame.before += "[";
    frame.after = "]" + frame.after;
  } else {
    if (!hole_.on_own_line) {
      frame.before = "\n" + spaces(hole_.above + layout_.dash_indent);
      frame.column = hole_.above + layout_.dash_indent;
    }
    frame.before += "- ";
    frame.column += 2;
  }
  if (!values.empty()) add_scalars(values, frame, {});
  if (!mappings.empty()) add_keys(mappings, sketch_.empty_mapping, frame);
}

// `- s3:` is no key where the list holds no mappings.
void FragmentCompleter::read_scalar_before_colon() {
  const bool is_glued_key = hole_.kind == yaml::Hole::Kind::value && hole_.is_glued && path_.size() >= 2 &&
                            !path_.back().is_item && path_[path_.size() - 2].is_item;
  if (!is_glued_key || sketch_.document.entry_count(path_.back().node) > 0) return;
  const auto steps = std::span(path_).first(path_.size() - 1);
  const Alternatives items = schema::expected(type_.schema->root(), sketch_.document, steps, sketch_.empty_mapping);
  if (!accepting(items, schema::type_object).empty()) return;
  const std::uint32_t begin = hole_.path.back().key_range.begin;
  path_.pop_back();
  hole_.is_glued = false;
  hole_.on_own_line = true;
  hole_.text = {begin, cursor_};
  completion_.replace = hole_.text;
}

FragmentCompleter::Alternatives FragmentCompleter::accepting(Alternatives alternatives, Types types) {
  std::erase_if(alternatives, [&](const Alternative& each) { return (schema::accepted_types(each) & types) == 0; });
  return alternatives;
}

FragmentCompleter::Alternatives FragmentCompleter::expected(yaml::NodeId node, Types types) const {
  return accepting(schema::expected(type_.schema->root(), sketch_.document, path_, node), types);
}

// What comes first on its line has to stand in its column, behind blanks that are no tabs.
Frame FragmentCompleter::own_line() const {
  Frame frame;
  frame.column = hole_.column;
  if (!hole_.is_first || hole_.quote != '\0') return frame;
  const std::string_view blanks = slice(file_.text, hole_.blanks);
  if (blanks.find('\t') != std::string_view::npos) {
    frame.erase = hole_.blanks;
    frame.before = spaces(hole_.column);
  } else if (blanks.size() < hole_.column) {
    frame.before = spaces(hole_.column - hole_.blanks.size());
  } else if (blanks.size() > hole_.column) {
    frame.erase = {hole_.blanks.begin + hole_.column, hole_.blanks.end};
  }
  return frame;
}

Frame FragmentCompleter::for_scalar() const {
  Frame frame;
  if (hole_.on_own_line && !hole_.is_glued) frame = own_line();
  if (hole_.is_glued) frame.before = " ";
  if (hole_.needs_dash) frame.before += "- ";
  frame.in_flow = hole_.in_flow;
  if (hole_.quote != '\0' && !hole_.is_closed) frame.after = std::string(1, hole_.quote);
  if (hole_.in_flow && hole_.has_next) frame.after += ", ";
  return frame;
}

Frame FragmentCompleter::for_mapping() const {
  Frame frame = for_scalar();
  if (hole_.in_flow) {
    frame.needs_braces = true;
  } else if (hole_.on_own_line) {
    frame.column = hole_.column + (hole_.needs_dash ? 2 : 0);
  } else {
    frame.column = hole_.above + layout_.indent;
    frame.before = "\n" + spaces(frame.column);
    frame.erase = {hole_.blanks.begin, hole_.text.begin};
  }
  return frame;
}

// The texts that the list around the cursor holds already.
FragmentCompleter::Strings FragmentCompleter::siblings() const {
  Strings all;
  if (path_.empty() || !path_.back().is_item) return all;
  const yaml::NodeId list = path_.back().node;
  for (std::uint32_t i = 0; i < sketch_.document.item_count(list); ++i)
    all.emplace(sketch_.document.text(sketch_.document.item(list, i)));
  return all;
}

std::string FragmentCompleter::token(const schema::Subschema* part) const {
  if (part == nullptr) return {};
  return (file_.kind == FileKind::root ? "root:" : "handler:") + std::to_string(part->index);
}

void FragmentCompleter::add(Item item, int rank) {
  if (item.label.empty() || !labels_.insert(item.label).second) return;
  if (item.snippet == item.text) item.snippet.clear();
  completion_.items.push_back(std::move(item));
  ranks_.push_back(rank);
}

Completion FragmentCompleter::finish() {
  std::vector<std::size_t> order(ranks_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ranks_[a] < ranks_[b]; });
  std::vector<Item> items;
  items.reserve(order.size());
  for (const std::size_t i : order) items.push_back(std::move(completion_.items[i]));
  completion_.items = std::move(items);
  return std::move(completion_);
}

}  // namespace paas::query
