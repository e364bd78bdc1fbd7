// Counts what is made and who refers to it.
#include "core/query/lens.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/query/made.h"
#include "core/query/match_event.h"
#include "core/query/meaning.h"
#include "core/query/rate.h"
#include "core/query/target.h"
#include "core/schema/keywords.h"

namespace paas::query {

namespace {

// `every 5 minutes`, `every day`; what counts in no unit as it is.
std::string words_of_rate(std::string_view rate) {
  if (!calls_per_day(rate)) return std::string(rate);
  if (!rate.starts_with("1 ")) return fmt::format("every {}", rate);
  rate.remove_prefix(2);
  if (rate.ends_with('s')) rate.remove_suffix(1);
  return fmt::format("every {}", rate);
}

constexpr std::size_t max_lenses = 1'000;

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

class LensMaker {
 public:
  LensMaker(const App& app, const File& file) : app_(app), file_(file), meanings_(file) {}

  std::vector<Lens> run() {
    // What settings define, other apps use.
    if (file_.kind == FileKind::environment || file_.generation == settings_generation()) return {};
    const bool is_handler = app_.handler_of(file_) != nullptr;
    const bool is_root = &file_ == app_.root();
    const std::optional<Range> head = is_handler || is_root ? head_of_fragment() : std::nullopt;
    if (head) {
      head_ = *head;
      if (file_.infra == yaml::no_node)
        add(LensKind::summary, "not readable at the moment");
      else if (is_handler)
        add_handler();
      else
        add(LensKind::summary, root_title());
    }
    if (!head || !is_handler) add_definitions();
    std::stable_sort(lenses_.begin(), lenses_.end(),
                     [](const Lens& a, const Lens& b) { return a.range.begin < b.range.begin; });
    if (lenses_.size() > max_lenses) lenses_.resize(max_lenses);
    return std::move(lenses_);
  }

 private:
  // The key of the fragment, also where the YAML below it cannot be read: lines must not come and go while one types.
  std::optional<Range> head_of_fragment() const {
    if (file_.type() == nullptr || file_.type()->key.empty()) return std::nullopt;
    if (file_.infra != yaml::no_node) return file_.fragment_head();
    const std::string& key = file_.type()->key;
    const std::string_view text = slice(file_.text, file_.fragment.range);
    for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
      const bool begins_line = at == 0 || text[at - 1] == '\n';
      const auto begin = file_.fragment.range.begin + static_cast<std::uint32_t>(at);
      if (begins_line) return Range{begin, begin + static_cast<std::uint32_t>(key.size())};
    }
    return std::nullopt;
  }

  void add(LensKind kind, std::string title) { add(kind, std::move(title), head_.begin); }
  void add(LensKind kind, std::string title, std::uint32_t about) {
    if (!title.empty()) lenses_.push_back({kind, head_, std::move(title), about});
  }

  static void append(std::string& title, const std::string& part) {
    if (part.empty()) return;
    if (!title.empty()) title += " · ";
    title += part;
  }

  void add_handler() {
    const std::string id = id_of_handler(app_, file_);
    const bool has_type = is_type_known();
    std::string title = fmt::format("{} {}", has_type ? title_of_body() : "handler",
                                    id.empty() ? app_.handler_of(file_)->name_space : id);
    if (!has_type) return add(LensKind::summary, std::move(title));
    const bool is_dropped = !why_dropped(app_, file_).empty();
    if (is_dropped)
      append(title, "not deployed");
    else if (const std::size_t count = resources_of(app_, file_); count > 0)
      append(title, counted(count, "resource"));
    add(LensKind::summary, std::move(title));
    if (is_dropped) return;
    add_triggers();
    if (const auto samples = samples_that_start(file_))
      add(LensKind::sample_events,
          fmt::format("starts on {} of {} sample events", samples->size(), events::samples().size()));
    if (const std::size_t count = references_to(app_, file_); count > 0)
      add(LensKind::references, counted(count, "reference"));
  }

  std::string root_title() const {
    const std::string& package = app_.package();
    std::string title = fmt::format("{} {}", title_of_body(), package.substr(package.rfind('/') + 1));
    append(title, counted(app_.handlers().size(), "handler"));
    const Quantity& resources = app_.limits().resources;
    append(title, fmt::format("{} of {} resources", resources.count, resources.limit));
    return title;
  }

  // Where it is misspelt or missing the nearest branch is checked, but nothing is made.
  bool is_type_known() const {
    return std::none_of(file_.problems.begin(), file_.problems.end(), [&](const schema::Problem& problem) {
      return problem.node == file_.infra || means(meanings_.of(problem.node), "function");
    });
  }

  // By the branch that it takes: `worker`, not `handler`.
  std::string_view title_of_body() const {
    std::string_view title;
    for (const schema::Subschema* subschema : meanings_.of(file_.infra)) {
      if (const std::string_view own = text_of(*subschema, "title"); !own.empty()) title = own;
    }
    return title;
  }

  void add_triggers() {
    std::string method;
    std::set<std::string> titles;
    std::uint32_t about = head_.begin;
    for (const schema::Annotation& annotation : file_.annotations) {
      const std::string_view meaning = text_of(*annotation.schema, schema::keywords::value);
      if (meaning.empty()) continue;
      const std::string_view text = file_.document.text(annotation.node);
      if (text.empty() || file_.is_wrong(annotation.node)) continue;
      const std::uint32_t begin = file_.document.range(annotation.node).begin;
      if (meaning == "method") method = text;
      if (meaning == "trigger" && titles.insert(fmt::format("on {}", text)).second) about = begin;
      if (meaning == "rate") titles.insert(words_of_rate(text));
      if (meaning == "path")
        titles.insert(fmt::format("/{}", text.substr(std::min(text.find_first_not_of('/'), text.size()))));
    }
    std::string all;
    for (const std::string& title : titles)
      append(all, title.starts_with('/') && !method.empty() ? fmt::format("{} {}", method, title) : title);
    add(LensKind::trigger, all, about);
  }

  // The names that others may use, by place.
  void add_definitions() {
    std::map<std::uint32_t, std::pair<Range, std::set<std::string_view>>> symbols;
    const FileType* type = app_.generation().type(FileKind::handler);
    for (const Occurrence& occurrence : file_.occurrences) {
      const bool is_internal = type != nullptr && type->defines == occurrence.use->kind;
      if (!occurrence.use->defines() || is_internal || !is_asked_for(app_, *occurrence.use)) continue;
      if (symbols.size() == max_lenses && !symbols.contains(occurrence.range.begin)) continue;
      auto& [range, here] = symbols[occurrence.range.begin];
      range = occurrence.range;
      here.insert(occurrence.symbol);
    }
    for (const auto& [begin, entry] : symbols) {
      std::size_t count = 0;
      for (const std::string_view symbol : entry.second) {
        if (const FirstReference* first = app_.first_reference(symbol)) count += first->count;
      }
      lenses_.push_back({LensKind::definitions, entry.first, count == 0 ? "not used" : counted(count, "reference"),
                         entry.first.begin});
    }
  }

  const App& app_;
  const File& file_;
  const Meanings meanings_;
  Range head_ = {};
  std::vector<Lens> lenses_;
};

}  // namespace

std::vector<Lens> lenses(const App& app, const File& file) { return LensMaker(app, file).run(); }

}  // namespace paas::query
