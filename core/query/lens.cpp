// Counts what is made and who refers to it.
#include "core/query/lens.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/query/made.h"
#include "core/query/meaning.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

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
    const bool has_head = file_.infra != yaml::no_node && file_.type() != nullptr && !file_.type()->key.empty();
    const bool is_handler = app_.handler_of(file_) != nullptr;
    if (has_head && is_handler) lenses_.push_back({file_.fragment_head(), handler_title()});
    if (has_head && &file_ == app_.root()) lenses_.push_back({file_.fragment_head(), root_title()});
    if (!has_head || !is_handler) add_definitions();
    std::stable_sort(lenses_.begin(), lenses_.end(),
                     [](const Lens& a, const Lens& b) { return a.range.begin < b.range.begin; });
    if (lenses_.size() > max_lenses) lenses_.resize(max_lenses);
    return std::move(lenses_);
  }

 private:
  static void append(std::string& title, const std::string& part) {
    if (part.empty()) return;
    if (!title.empty()) title += " · ";
    title += part;
  }

  std::string handler_title() const {
    const std::string id = id_of_handler(app_, file_);
    std::string title = fmt::format("{} {}", title_of_body(), id.empty() ? app_.handler_of(file_)->name_space : id);
    if (!why_dropped(app_, file_).empty()) return title + " · not deployed";
    if (const std::size_t count = resources_of(app_, file_); count > 0) append(title, counted(count, "resource"));
    append(title, what_starts_it());
    if (const std::size_t count = references_to(app_, file_); count > 0) append(title, counted(count, "reference"));
    return title;
  }

  std::string root_title() const {
    const std::string& package = app_.package();
    std::string title = fmt::format("{} {}", title_of_body(), package.substr(package.rfind('/') + 1));
    append(title, counted(app_.handlers().size(), "handler"));
    const Quantity& resources = app_.limits().resources;
    append(title, fmt::format("{} of {} resources", resources.count, resources.limit));
    return title;
  }

  // By the branch that it takes: `worker`, not `handler`.
  std::string_view title_of_body() const {
    std::string_view title;
    for (const schema::Subschema* subschema : meanings_.of(file_.infra)) {
      if (const std::string_view own = text_of(*subschema, "title"); !own.empty()) title = own;
    }
    return title;
  }

  std::string what_starts_it() const {
    std::string method;
    std::set<std::string> starts;
    for (const schema::Annotation& annotation : file_.annotations) {
      const std::string_view meaning = text_of(*annotation.schema, "x-paas-value");
      if (meaning.empty()) continue;
      const std::string_view text = file_.document.text(annotation.node);
      if (text.empty() || file_.is_wrong(annotation.node)) continue;
      if (meaning == "method") method = text;
      if (meaning == "trigger") starts.insert(fmt::format("on {}", text));
      if (meaning == "rate") starts.insert(fmt::format("every {}", text));
      if (meaning == "path")
        starts.insert(fmt::format("/{}", text.substr(std::min(text.find_first_not_of('/'), text.size()))));
    }
    std::string all;
    for (const std::string& start : starts)
      append(all, start.starts_with('/') && !method.empty() ? fmt::format("{} {}", method, start) : start);
    return all;
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
      lenses_.push_back({entry.first, count == 0 ? "not used" : counted(count, "reference")});
    }
  }

  const App& app_;
  const File& file_;
  const Meanings meanings_;
  std::vector<Lens> lenses_;
};

}  // namespace

std::vector<Lens> lenses(const App& app, const File& file) { return LensMaker(app, file).run(); }

}  // namespace paas::query
