// Reads folds and selections off the tree of a fragment.
#include "core/query/ranges.h"

#include <algorithm>
#include <map>

#include "core/query/comments.h"
#include "core/text/characters.h"

namespace paas::query {

namespace {

using yaml::NodeId;

bool holds(Range outer, Range inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

Range with_dash(std::string_view text, Range item) {
  std::uint32_t at = item.begin;
  while (at > 0 && is_space(text[at - 1])) --at;
  const bool is_dash = at > 0 && text[at - 1] == '-' && at < item.begin;
  return is_dash ? Range{at - 1, item.end} : item;
}

/// Visits the entries and items below a node, each with its range from the key or the dash to the end of the value.
/// `visit(key, value, range)` says whether to go on below the value; `key` is `no_node` for items.
template <typename Visit>
void walk(const File& file, NodeId node, const Visit& visit) {
  const yaml::Document& document = file.document;
  // What an alias stands for stands elsewhere, as does what a merge (`<<`) brings in.
  if (document[node].alias) return;
  const Range whole = document.range(node);
  for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
    const yaml::Entry entry = document.entry(node, i);
    const Range key = document.range(entry.key);
    if (!holds(whole, key)) continue;
    const Range range{key.begin, std::max(key.end, document.range(entry.value).end)};
    if (visit(entry.key, entry.value, range)) walk(file, entry.value, visit);
  }
  for (std::uint32_t i = 0; i < document.item_count(node); ++i) {
    const NodeId item = document.item(node, i);
    if (visit(yaml::no_node, item, with_dash(file.text, document.range(item)))) walk(file, item, visit);
  }
}

/// The first fragment as a whole; of the others the bodies.
std::vector<NodeId> roots_of(const File& file) {
  std::vector<NodeId> roots{file.document.root()};
  for (const NodeId body : file.bodies) {
    if (!holds(file.document.range(roots.front()), file.document.range(body))) roots.push_back(body);
  }
  return roots;
}

class Folder {
 public:
  explicit Folder(const File& file) : file_(file), lines_(file.text) {}

  std::vector<Fold> run() {
    for (const Range fragment : file_.fragments) {
      if (file_.type()->docstring != Docstring::none) add_fragment(fragment);
    }
    add_comments();
    for (const NodeId root : roots_of(file_)) {
      walk(file_, root, [&](NodeId, NodeId, Range range) {
        add(range, false);
        return true;
      });
    }
    std::vector<Fold> folds;
    for (const auto& [line, fold] : folds_) folds.push_back(fold);
    return folds;
  }

 private:
  void add(Range range, bool is_comment) {
    const std::uint32_t first = lines_.line_of(range.begin);
    const std::uint32_t last = lines_.line_of(range.end > range.begin ? range.end - 1 : range.end);
    if (last > first) folds_.try_emplace(first, Fold{first, last, is_comment});
  }

  // From the line of the quotes, or of the dashes above it.
  void add_fragment(Range fragment) {
    while (fragment.end > fragment.begin && is_space(file_.text[fragment.end - 1])) --fragment.end;
    if (fragment.begin > 0) --fragment.begin;
    add(fragment, false);
  }

  // Comments in lines of their own, one below the other.
  void add_comments() {
    Range block;
    std::uint32_t last = 0;
    for (const Range comment : comments_of(file_)) {
      const std::uint32_t line = lines_.line_of(comment.begin);
      const std::string_view before = slice(file_.text, {lines_.line(line).begin, comment.begin});
      if (!std::all_of(before.begin(), before.end(), is_space)) continue;
      if (block.size() > 0 && line == last + 1) {
        block.end = comment.end;
      } else {
        add(block, true);
        block = comment;
      }
      last = line;
    }
    add(block, true);
  }

  const File& file_;
  Lines lines_;
  std::map<std::uint32_t, Fold> folds_;
};

class Selector {
 public:
  Selector(const File& file, std::uint32_t offset) : file_(file), offset_(offset) {}

  std::vector<Range> run() {
    add({0, static_cast<std::uint32_t>(file_.text.size())});
    for (const Range fragment : file_.fragments) {
      if (!fragment.touches(offset_)) continue;
      add_docstring(fragment);
      add(fragment);
      break;
    }
    if (ranges_.size() > 1 || (file_.type() != nullptr && file_.type()->docstring == Docstring::none)) {
      for (const NodeId root : roots_of(file_)) {
        if (file_.document.range(root).touches(offset_)) add_below(root);
      }
    } else {
      add_read();
    }
    std::reverse(ranges_.begin(), ranges_.end());
    return std::move(ranges_);
  }

 private:
  // Only what lies in the range before it.
  void add(Range range) {
    const bool is_inside = ranges_.empty() || (holds(ranges_.back(), range) && range != ranges_.back());
    if (is_inside) ranges_.push_back(range);
  }

  void add_docstring(Range fragment) {
    Range text = fragment;
    const Docstring kind = file_.type()->docstring;
    if (kind == Docstring::none) return;
    if (kind != Docstring::module) {
      for (const Range docstring : python::find_docstrings(file_.text, python::Docstrings::all)) {
        if (holds(docstring, fragment)) text = docstring;
      }
    }
    if (text.end >= file_.text.size()) return;
    const char quote = file_.text[text.end];
    const std::uint32_t size = file_.text.substr(text.end, 3) == std::string(3, quote) ? 3 : 1;
    if (text.begin >= size) add({text.begin - size, text.end + size});
    add(text);
  }

  void add_below(NodeId node) {
    add(file_.document.range(node));
    walk(file_, node, [&](NodeId key, NodeId value, Range range) {
      if (!range.touches(offset_)) return false;
      add(range);
      const bool is_key = key != yaml::no_node && file_.document.range(key).touches(offset_);
      if (is_key || file_.document.range(value).touches(offset_)) add_node(is_key ? key : value);
      return !is_key;
    });
  }

  void add_node(NodeId node) {
    const Range range = file_.document.range(node);
    add(range);
    const std::string_view text = slice(file_.text, range);
    const bool has_quotes =
        text.size() > 2 && (text.front() == '"' || text.front() == '\'') && text.front() == text.back();
    const Range inner{range.begin + 1, range.end - 1};
    if (has_quotes && inner.touches(offset_)) add(inner);
  }

  // The name of a variable in code.
  void add_read() {
    for (const python::EnvironmentRead& read : file_.code.reads) {
      if (!read.range.touches(offset_) || read.range.begin == 0) continue;
      add({read.range.begin - 1, read.range.end + 1});
      add(read.range);
      return;
    }
  }

  const File& file_;
  std::uint32_t offset_;
  std::vector<Range> ranges_;
};

}  // namespace

std::vector<Fold> folds(const File& file) {
  if (file.trouble != Trouble::none || !has_fragment(file)) return {};
  return Folder(file).run();
}

std::vector<Range> selections(const File& file, std::uint32_t offset) { return Selector(file, offset).run(); }

}  // namespace paas::query
