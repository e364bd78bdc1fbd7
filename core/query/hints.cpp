// Finds what is worth a hint.
#include "core/query/hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/query/code.h"
#include "core/query/force.h"
#include "core/query/made.h"
#include "core/query/markdown.h"
#include "core/query/meaning.h"
#include "core/query/rate.h"
#include "core/schema/keywords.h"
#include "core/yaml/edit.h"

namespace paas::query {

namespace {

using schema::Json;

constexpr std::size_t max_hints = 1'000;

std::string calls_text(double calls) {
  if (calls < 1) return fmt::format("once in {:.0f} days", 1 / calls);
  const double rounded = std::round(calls);
  const std::string_view about = std::abs(calls - rounded) < 1e-9 ? "" : "about ";
  return fmt::format("{}{:.0f} × a day", about, rounded);
}

class Hinter {
 public:
  Hinter(const App& app, const File& file, Range within) : app_(app), file_(file), within_(within), meanings_(file) {}

  std::vector<Hint> run() {
    yaml::NodeId last = yaml::no_node;
    for (const schema::Annotation& annotation : meanings_.annotations()) {
      if (annotation.node == last || hints_.size() == max_hints) continue;
      last = annotation.node;
      add(annotation);
    }
    std::stable_sort(hints_.begin(), hints_.end(), [](const Hint& a, const Hint& b) { return a.offset < b.offset; });
    hints_.erase(std::unique(hints_.begin(), hints_.end(),
                             [](const Hint& a, const Hint& b) { return a.offset == b.offset && a.label == b.label; }),
                 hints_.end());
    return std::move(hints_);
  }

 private:
  const yaml::Document& document() const { return file_.document; }

  bool is_wanted(std::uint32_t offset) const { return within_.begin <= offset && offset <= within_.end; }

  Hint* add(HintKind kind, std::uint32_t offset, const std::string& label, std::string tooltip) {
    if (!is_wanted(offset)) return nullptr;
    return &hints_.emplace_back(Hint{kind, offset, "· " + label, std::move(tooltip)});
  }

  void add(const schema::Annotation& annotation) {
    const Range range = document().range(annotation.node);
    const bool is_mapping = document().kind(annotation.node) == yaml::Kind::mapping;
    // Defaults stand in the first line of a mapping.
    const std::uint32_t place = is_mapping ? first_line_end(annotation) : range.end;
    if (!is_wanted(place) || document()[annotation.node].alias) return;
    const Subschemas subschemas = meanings_.of(annotation.node);
    if (is_mapping) return add_defaults(annotation, place);
    if (range.size() == 0) return;
    if (gives_name(subschemas)) add_name(range.end);
    if (means(subschemas, "rate")) add_calls(range.end, document().text(annotation.node));
    if (const Json* effect = keyword(subschemas, schema::keywords::no_effect);
        effect != nullptr && effect->contains("always"))
      add_instead(annotation.node, *effect);
  }

  // A mapping in a block begins behind its key, an item or a fragment without a key in its first line; what is written
  // in one line ends there.
  std::uint32_t first_line_end(const schema::Annotation& annotation) const {
    const Range range = document().range(annotation.node);
    const bool is_first_body = annotation.node == file_.infra && !file_.type()->key.empty();
    const bool has_key = annotation.key != yaml::no_node || is_first_body;
    if (!has_key) return std::min(line_end(range.begin), range.end);
    const Range key = is_first_body ? file_.fragment_head() : document().range(annotation.key);
    const std::uint32_t end = line_end(key.end);
    if (range.end <= end) return range.end;
    return slice(file_.text, {key.end, end}).starts_with(':') ? key.end + 1 : key.end;
  }

  std::uint32_t line_end(std::uint32_t offset) const {
    return static_cast<std::uint32_t>(std::min(file_.text.find_first_of("\r\n", offset), file_.text.size()));
  }

  // The value from which the names of resources come: the path of an endpoint, else what says what the handler is.
  bool gives_name(const Subschemas& subschemas) const {
    if (file_.name_space.empty()) return names_what_is_made(app_, subschemas);
    return means(subschemas, "path");
  }

  void add_name(std::uint32_t offset) {
    const std::string id = id_of_handler(app_, file_);
    if (id.empty()) return;
    if (const std::string_view why = why_dropped(app_, file_); !why.empty()) {
      add(HintKind::name, offset, "nothing is made", fmt::format("Nothing is made for it: {}.", prose(why)));
      return;
    }
    Hint* hint =
        add(HintKind::name, offset, id,
            fmt::format("Everything that is made for it begins so: {}.", code_spans(ids_made_for(app_, file_))));
    const std::optional<Range> function = function_of(app_, file_);
    if (hint != nullptr && function) hint->place = Place{&file_, *function};
  }

  void add_calls(std::uint32_t offset, std::string_view rate) {
    const std::optional<double> calls = calls_per_day(rate);
    if (!calls) return;
    constexpr double days = 30;
    const double in_month = *calls * days;
    add(HintKind::calls, offset, calls_text(*calls), fmt::format("{:.0f} calls in 30 days.", in_month));
  }

  void add_instead(yaml::NodeId node, const Json& effect) {
    const std::string value = yaml_flow(effect.at("always"));
    const Range range = document().range(node);
    if (slice(file_.text, range) == value) return;
    Hint* hint = add(HintKind::no_effect, range.end, "always " + value,
                     fmt::format("**No effect**: {}.", prose(effect.at("instead").get_ref<const std::string&>())));
    if (hint == nullptr) return;
    if (const auto edit = editor().replace_scalar(node, value)) hint->edit = TextEdit{&file_, edit->range, edit->text};
  }

  yaml::Editor editor() const { return {file_.text, file_.fragment.range, document()}; }

  void add_defaults(const schema::Annotation& annotation, std::uint32_t offset) {
    std::string label;
    std::string tooltip;
    std::vector<yaml::NewEntry> entries;
    const yaml::NodeId mapping = annotation.node;
    for (const InForce& value : values_in_force(meanings_, mapping, false)) {
      // What nobody can change is no news.
      if (!value.is_default || !value.no_effect.empty()) continue;
      label += fmt::format("{}{} {}", label.empty() ? "default " : ", ", value.path, value.value);
      entries.push_back({value.path, value.value});
      // `default` says nothing; what it stands for does.
      if (!value.meaning.empty()) label += fmt::format(" ({})", value.meaning.substr(0, value.meaning.find('.')));
      tooltip += fmt::format("{}- {}: {}", tooltip.empty() ? "Not written, so this holds:\n" : "\n",
                             code_span(value.path), code_span(value.value));
      if (!value.description.empty()) tooltip += fmt::format(" ({})", prose(value.description));
    }
    if (label.empty()) return;
    Hint* hint = add(HintKind::defaults, offset, label, std::move(tooltip));
    const bool is_first_body = mapping == file_.infra && !file_.type()->key.empty();
    const yaml::NodeId key = is_first_body ? document().find_key(document().root(), file_.type()->key) : annotation.key;
    if (hint == nullptr || key == yaml::no_node || !document().problems().empty()) return;
    if (const auto edit = editor().insert(mapping, key, entries))
      hint->edit = TextEdit{&file_, edit->range, edit->text};
  }

  const App& app_;
  const File& file_;
  const Range within_;
  const Meanings meanings_;
  std::vector<Hint> hints_;
};

}  // namespace

std::vector<Hint> hints(const App& app, const File& file, Range within) { return Hinter(app, file, within).run(); }

}  // namespace paas::query
