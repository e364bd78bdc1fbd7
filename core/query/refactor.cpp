// Writes values otherwise, and tries the result.
#include "core/query/refactor.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/query/meaning.h"
#include "core/query/yaml_text.h"
#include "core/schema/entries.h"
#include "core/schema/keywords.h"
#include "core/schema/wording.h"
#include "core/yaml/edit.h"

namespace paas::query {

namespace {

using schema::Alternative;
using schema::Json;
using yaml::Kind;
using yaml::NodeId;

constexpr std::size_t longest_line = 100;
constexpr std::size_t most_values = 8;
constexpr std::size_t step = 2;
constexpr std::string_view blanks = " \t";

bool is_collection(Kind kind) { return kind == Kind::mapping || kind == Kind::sequence || kind == Kind::set; }

// What a value means, without its style.
std::string meaning_of(const yaml::Document& document, NodeId node) {
  std::string text = fmt::format("{}(", static_cast<int>(document.kind(node)));
  for (std::uint32_t i = 0; i < document.item_count(node); ++i)
    text += meaning_of(document, document.item(node, i)) + ",";
  for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
    const yaml::Entry entry = document.entry(node, i);
    text += meaning_of(document, entry.key) + ":" + meaning_of(document, entry.value) + ",";
  }
  if (!is_collection(document.kind(node)))
    text += document.kind(node) == Kind::boolean ? std::to_string(document[node].value.boolean)
                                                 : fmt::format("{}{}", document.text(node), document.number_of(node));
  return text + ")";
}

class Refactorings {
 public:
  Refactorings(const App& app, const File& file, std::uint32_t offset)
      : app_(app), file_(file), document_(file.document), meanings_(file), offset_(offset) {}

  std::vector<Refactoring> run() {
    const std::optional<Spot> spot = meanings_.at(offset_);
    const NodeId node = spot ? spot->node : yaml::no_node;
    if (node == yaml::no_node) {
      add_keys(body_at_head());
      return std::move(found_);
    }
    if (document_[node].alias) return {};
    if (!is_collection(document_.kind(node)))
      add_other_values(node);
    else if (spot->at_key)
      add_layout(*spot);
    const NodeId list = document_.kind(node) == Kind::sequence ? node : list_around(node);
    if (list != yaml::no_node) add_order(list);
    if (means(meanings_.of(node), "function")) add_keys(file_.infra);
    return std::move(found_);
  }

 private:
  NodeId body_at_head() const {
    const Range head = file_.fragment_head();
    const bool is_there = head.begin <= offset_ && offset_ <= head.end;
    return is_there && !file_.type()->key.empty() ? file_.infra : yaml::no_node;
  }

  // GET for POST, private for public.
  void add_other_values(NodeId node) {
    const Subschemas subschemas = meanings_.of(node);
    if (means(subschemas, "function") || means(subschemas, "trigger")) return;  // all else would have to change, too
    std::vector<std::string> texts;
    for (const schema::Subschema* each : subschemas) {
      const auto constants = schema::constants_of(*each);
      if (!constants) continue;
      for (const Json* constant : *constants) {
        const bool is_own = document_.text(node) == schema::text_of(*constant);
        const std::string text = schema::text_of(*constant);
        if (!is_own && std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
      }
    }
    if (document_.kind(node) == Kind::boolean && texts.empty())
      texts.emplace_back(document_[node].value.boolean ? "false" : "true");
    if (texts.size() > most_values) return;
    for (const std::string& text : texts)
      add("Change it to " + schema::code(text), editor().replace_scalar(node, text), false);
    add_list(node, subschemas);
  }

  // One value, where a list may stand as well.
  void add_list(NodeId node, const Subschemas& subschemas) {
    const bool takes_both = std::any_of(subschemas.begin(), subschemas.end(), [](const auto* each) {
      const schema::Types types = schema::accepted_types(*each);
      return (types & schema::type_array) != 0 && (types & schema::type_string) != 0 && types != schema::any_type;
    });
    if (!takes_both || document_.kind(node) != Kind::string || document_.range(node).size() == 0) return;
    const std::string text = fmt::format("[{}]", slice(file_.text, document_.range(node)));
    add("Make it a list", yaml::Replacement{document_.range(node), text}, false);
  }

  NodeId list_around(NodeId item) const {
    for (NodeId node = 0; node < document_.size(); ++node) {
      for (std::uint32_t i = 0; i < document_.item_count(node); ++i) {
        if (document_.item(node, i) == item && !document_[node].alias) return node;
      }
    }
    return yaml::no_node;
  }

  // There, or behind it on its last line.
  bool has_comment(Range range) const {
    const std::size_t line_end = std::min(file_.text.find('\n', range.end), file_.text.size());
    range.end = static_cast<std::uint32_t>(line_end);
    return slice(file_.text, range).find('#') != std::string_view::npos;
  }

  // Nothing where it does not fit on a line.
  std::optional<std::string> in_brackets(NodeId node) const {
    if (document_[node].alias) return std::nullopt;
    std::string text;
    for (std::uint32_t i = 0; i < document_.item_count(node); ++i) {
      const auto item = in_brackets(document_.item(node, i));
      if (!item) return std::nullopt;
      text += (text.empty() ? "" : ", ") + *item;
    }
    for (std::uint32_t i = 0; i < document_.entry_count(node); ++i) {
      const yaml::Entry entry = document_.entry(node, i);
      const auto key = in_brackets(entry.key);
      const auto value = in_brackets(entry.value);
      if (!key || !value) return std::nullopt;
      text += (text.empty() ? "" : ", ") + *key + ": " + *value;
    }
    if (document_.kind(node) == Kind::sequence) return "[" + text + "]";
    if (document_.kind(node) == Kind::mapping) return "{" + text + "}";
    const std::string_view written = slice(file_.text, document_.range(node));
    const bool is_one_line = written.find('\n') == std::string_view::npos && !written.empty();
    return is_one_line ? std::optional(std::string(written)) : std::nullopt;
  }

  // Each item or entry on a line of its own, from `column` on.
  std::optional<std::string> on_lines(NodeId node, std::size_t column) const {
    std::string text;
    for (std::uint32_t i = 0; i < document_.item_count(node); ++i) {
      const auto written = in_brackets(document_.item(node, i));
      if (!written) return std::nullopt;
      text += line_break() + std::string(column, ' ') + "- " + *written;
    }
    for (std::uint32_t i = 0; i < document_.entry_count(node); ++i) {
      const yaml::Entry entry = document_.entry(node, i);
      const bool is_deep = document_.entry_count(entry.value) > 0 && !document_[entry.value].alias;
      const auto key = in_brackets(entry.key);
      const auto value = is_deep ? on_lines(entry.value, column + step) : in_brackets(entry.value);
      if (!key || !value) return std::nullopt;
      text += line_break() + std::string(column, ' ') + *key + (is_deep ? ":" : ": ") + *value;
    }
    return text;
  }

  // Brackets for lines, and lines for brackets.
  void add_layout(const Spot& spot) {
    const Range value = document_.range(spot.node);
    const Range key = document_.range(spot.key);
    const std::size_t count = document_.item_count(spot.node) + document_.entry_count(spot.node);
    const std::size_t line = std::string_view(file_.text).substr(0, key.begin).rfind('\n') + 1;
    const std::string_view before = std::string_view(file_.text).substr(line, key.begin - line);
    if (count == 0 || before.find_first_not_of(blanks) != std::string_view::npos) return;
    const std::size_t colon = file_.text.find(':', key.end);
    std::uint32_t end = value.end;
    while (end > value.begin && std::string_view(" \t\r\n").find(file_.text[end - 1]) != std::string_view::npos) --end;
    if (colon == std::string::npos || colon >= value.begin || has_comment({key.end, end})) return;
    const Range range{static_cast<std::uint32_t>(colon) + 1, end};
    const char first = file_.text[value.begin];
    const bool is_flow = first == '[' || first == '{';
    const bool is_list = document_.kind(spot.node) == Kind::sequence;
    const std::string what = schema::code(slice(file_.text, key));
    if (is_flow) {
      if (const auto text = on_lines(spot.node, before.size() + (is_list ? 0 : step)))
        add(fmt::format("Put {} on lines of its own", what), yaml::Replacement{range, *text}, true);
    } else if (const auto text = in_brackets(spot.node); text && key.size() + text->size() <= longest_line) {
      add(fmt::format("Put {} in {}", what, is_list ? "brackets" : "braces"), yaml::Replacement{range, " " + *text},
          true);
    }
  }

  // Permissions and layers, whose order means nothing.
  void add_order(NodeId list) {
    if (document_[list].alias || document_.item_count(list) < 2 || has_comment(document_.range(list))) return;
    std::vector<std::string> written;
    std::vector<Range> ranges;
    for (std::uint32_t i = 0; i < document_.item_count(list); ++i) {
      const NodeId item = document_.item(list, i);
      const Subschemas subschemas = meanings_.of(item);
      if (document_[item].alias || (!means(subschemas, "permission") && !means(subschemas, "layer"))) return;
      ranges.push_back(document_.range(item));
      written.emplace_back(slice(file_.text, ranges.back()));
    }
    std::vector<std::string> sorted = written;
    std::stable_sort(sorted.begin(), sorted.end());
    if (sorted == written) return;
    const Range whole{ranges.front().begin, ranges.back().end};
    std::string text;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      if (i > 0) text += slice(file_.text, {ranges[i - 1].end, ranges[i].begin});
      text += sorted[i];
    }
    add("Sort the list", yaml::Replacement{whole, std::move(text)}, false);
  }

  // Keys that may stand there, with what they are without them.
  void add_keys(NodeId body) {
    const bool is_body = body != yaml::no_node && document_.kind(body) == Kind::mapping;
    if (!is_body || !file_.problems.empty() || !file_.type()->schema) return;
    const std::vector<Alternative> alternatives = schema::expected(file_.type()->schema->root(), document_, {}, body);
    if (alternatives.size() != 1) return;
    const NodeId body_key = document_.find_key(document_.root(), file_.type()->key);
    for (const schema::ExpectedKey& key : schema::expected_keys(alternatives.front())) {
      if (document_.find(body, key.name) != yaml::no_node) continue;
      const std::vector<Alternative> values =
          schema::expected_value(alternatives, document_, {body, false, key.name}, yaml::no_node);
      const bool has_no_effect = std::any_of(values.begin(), values.end(), [](const Alternative& each) {
        return keyword(Subschemas(each.parts.begin(), each.parts.end()), schema::keywords::no_effect) != nullptr;
      });
      const Json value = skeleton(values);
      if (has_no_effect || value.is_null() || (value.is_array() && value.empty())) continue;
      const yaml::NewEntry entry = schema::entry_of(key.name, value);
      add("Add " + schema::title_of(entry), editor().insert(body, body_key, {entry}), false);
    }
  }

  std::string line_break() const { return file_.text.find("\r\n") == std::string::npos ? "\n" : "\r\n"; }

  yaml::Editor editor() const { return {file_.text, file_.fragment.range, document_}; }

  void add(std::string title, const std::optional<yaml::Replacement>& edit, bool means_the_same) {
    if (!edit) return;
    std::string text = file_.text;
    text.replace(edit->range.begin, edit->range.size(), edit->text);
    const auto after = analyze(file_.path, file_.kind, std::move(text), file_.generation);
    if (after->is_broken() || after->problems.size() > file_.problems.size()) return;
    if (means_the_same &&
        meaning_of(after->document, after->document.root()) != meaning_of(document_, document_.root()))
      return;
    found_.push_back({std::move(title), {{&file_, edit->range, edit->text}}});
  }

  const App& app_;
  const File& file_;
  const yaml::Document& document_;
  Meanings meanings_;
  std::uint32_t offset_;
  std::vector<Refactoring> found_;
};

}  // namespace

std::vector<Refactoring> refactorings(const App& app, const File& file, std::uint32_t offset) {
  const bool is_fragment = file.trouble == Trouble::none && file.fragment.found && file.type() != nullptr &&
                           file.type()->docstring == Docstring::module && file.infra != yaml::no_node &&
                           !file.is_broken() && file.document.problems().empty();
  return is_fragment ? Refactorings(app, file, offset).run() : std::vector<Refactoring>();
}

}  // namespace paas::query
