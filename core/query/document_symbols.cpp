// Makes the outline of a document.
#include <algorithm>
#include <utility>

#include "core/app/shown_value.h"
#include "core/query/made.h"
#include "core/query/meaning.h"
#include "core/query/symbols.h"
#include "core/text/characters.h"

namespace paas::query {

namespace {

constexpr std::size_t max_symbols = 5'000;
constexpr std::size_t max_detail = 60;

bool covers(Range outer, Range inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

SymbolKind kind_of(yaml::Kind kind) {
  switch (kind) {
    case yaml::Kind::mapping:
    case yaml::Kind::set:
      return SymbolKind::mapping;
    case yaml::Kind::sequence:
      return SymbolKind::list;
    case yaml::Kind::boolean:
      return SymbolKind::boolean;
    case yaml::Kind::integer:
    case yaml::Kind::number:
      return SymbolKind::number;
    case yaml::Kind::null:
      return SymbolKind::null;
    default:
      return SymbolKind::text;
  }
}

// One line, cut where it is long.
std::string short_text(std::string_view text) {
  const std::size_t line = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view shown = beginning_of(text, std::min(line, max_detail));
  return std::string(shown) + (shown.size() < text.size() ? "..." : "");
}

class Outline {
 public:
  Outline(const App& app, const File& file) : app_(app), file_(file) {
    for (const Occurrence& occurrence : file.occurrences) {
      if (occurrence.use->defines() && occurrence.use->symbol.empty()) names_.push_back(occurrence.range);
    }
    std::sort(names_.begin(), names_.end(), [](Range a, Range b) { return a.begin < b.begin; });
  }

  std::vector<DocumentSymbol> run() {
    if (file_.kind == FileKind::environment) return variables();
    std::vector<DocumentSymbol> symbols;
    const FileType* type = file_.type();
    for (const yaml::NodeId body : file_.bodies) {
      if (type == nullptr || type->key.empty()) {
        // Functions have a fragment each; a file that is all YAML is its keys.
        if (type != nullptr && type->docstring == Docstring::none) return children(body);
        symbols.push_back(fragment(body, document().range(body)));
        continue;
      }
      const Range head = file_.fragment_head();
      symbols.push_back(fragment(body, {head.begin, std::max(head.end, document().range(body).end)}));
      symbols.back().selection = head;
    }
    return symbols;
  }

 private:
  const yaml::Document& document() const { return file_.document; }

  std::vector<DocumentSymbol> variables() const {
    std::vector<DocumentSymbol> symbols;
    for (const Variable& variable : file_.variables) {
      if (symbols.size() == max_symbols) break;
      // A value of the settings may stand elsewhere, by an alias.
      const Range whole{variable.name_range.begin, std::max(variable.name_range.end, variable.value_range.end)};
      symbols.push_back(
          {variable.name, short_text(shown_value(variable)), SymbolKind::variable, whole, variable.name_range, {}});
    }
    return symbols;
  }

  // Under the name that the app knows it by.
  DocumentSymbol fragment(yaml::NodeId body, Range range) {
    DocumentSymbol symbol;
    const Handler* handler = app_.handler_of(file_);
    symbol.name = handler != nullptr && file_.bodies.size() == 1 ? handler->name_space : std::string();
    if (symbol.name.empty()) symbol.name = defined_name(range);
    const FileType* type = file_.type();
    const std::string key = type == nullptr ? std::string() : type->key;
    if (symbol.name.empty()) symbol.name = key.empty() ? "fragment" : key;
    symbol.detail = symbol.name == key ? "" : key;
    symbol.kind = handler != nullptr ? SymbolKind::function : SymbolKind::mapping;
    symbol.range = symbol.selection = range;
    if (const std::uint32_t count = document().entry_count(body); count > 0 && key.empty())
      symbol.selection = clipped(document().range(document().entry(body, 0).key), range);
    symbol.children = children(body);
    return symbol;
  }

  static Range clipped(Range range, Range to) { return covers(to, range) ? range : to; }

  // The first name in a range that defines something and that a person gives.
  std::string defined_name(Range range) const {
    const auto found = std::lower_bound(names_.begin(), names_.end(), range.begin,
                                        [](Range name, std::uint32_t begin) { return name.begin < begin; });
    return found == names_.end() || !covers(range, *found) ? std::string() : std::string(slice(file_.text, *found));
  }

  std::vector<DocumentSymbol> children(yaml::NodeId node) {
    std::vector<DocumentSymbol> symbols;
    const Range around = document().range(node);
    // What stands at the anchor is there already.
    if (document()[node].alias) return symbols;
    for (std::uint32_t i = 0; i < document().entry_count(node) && count_ < max_symbols; ++i) {
      const yaml::Entry entry = document().entry(node, i);
      const Range key = document().range(entry.key);
      if (covers(around, key))
        symbols.push_back(symbol(short_text(written(file_, entry.key)), key, entry.value, around));
    }
    for (std::uint32_t i = 0; i < document().item_count(node) && count_ < max_symbols; ++i) {
      const yaml::NodeId item = document().item(node, i);
      if (document().kind(item) != yaml::Kind::mapping || document()[item].alias) continue;
      symbols.push_back(symbol(item_name(item, i), document().range(item), item, around));
    }
    return symbols;
  }

  DocumentSymbol symbol(std::string name, Range selection, yaml::NodeId value, Range around) {
    ++count_;
    DocumentSymbol symbol;
    symbol.name = name.empty() ? "(empty)" : std::move(name);
    symbol.kind = kind_of(document().kind(value));
    symbol.selection = selection;
    symbol.range = {selection.begin, selection.end};
    const Range range = document().range(value);
    if (covers(around, range)) symbol.range.end = std::max(selection.end, range.end);
    const bool is_scalar = symbol.kind != SymbolKind::mapping && symbol.kind != SymbolKind::list;
    const std::string text(is_scalar ? written(file_, value) : std::string_view("?"));
    // `slack` of `alerts` is a webhook; what a name hides is hidden in every item of it.
    const bool is_open = symbol.name != "slack" && may_show(symbol.name, text);
    const bool hides = hides_ || (!is_open && may_hold_values(file_, symbol.range));
    if (is_scalar) symbol.detail = hides ? "…" : short_text(text);
    const bool hid = std::exchange(hides_, hides);
    symbol.children = children(value);
    hides_ = hid;
    return symbol;
  }

  // An item is called what its first text says: `{name: by-owner, type: S}`.
  std::string item_name(yaml::NodeId item, std::uint32_t index) const {
    for (std::uint32_t i = 0; i < document().entry_count(item) && !hides_; ++i) {
      const yaml::NodeId value = document().entry(item, i).value;
      if (document().kind(value) == yaml::Kind::string) return short_text(document().text(value));
    }
    return std::to_string(index + 1);
  }

  const App& app_;
  const File& file_;
  std::vector<Range> names_;  // that define something and that a person gives
  std::size_t count_ = 0;
  bool hides_ = false;  // the values of what is looked at
};

}  // namespace

std::vector<DocumentSymbol> document_symbols(const App& app, const File& file) { return Outline(app, file).run(); }

}  // namespace paas::query
