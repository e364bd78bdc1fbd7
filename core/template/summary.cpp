// Says in a line what changes.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/template/difference.h"
#include "core/template/text.h"
#include "core/text/characters.h"

namespace paas::cloudformation {

namespace {

constexpr std::size_t max_shown = 100;  // bytes of a value

class Summary {
 public:
  explicit Summary(const Difference& difference) : difference_(difference) {}

  std::string text() {
    add("removes ", warned(Danger::data_loss, {Change::removed}), " (data loss)");
    add("replaces ", warned(Danger::data_loss, {Change::replaced}), " (data loss)");
    add("CloudFormation refuses ", warned(Danger::refused, {Change::changed, Change::replaced}));
    if (std::ranges::any_of(difference_.warnings, [](const Warning& warning) {
          return warning.danger == Danger::refused && warning.id.empty();
        }))
      add("CloudFormation refuses the template");
    add("opens ", warned(Danger::exposed, {Change::changed, Change::replaced}), " to everyone");
    add("widens ", warned(Danger::wider, {Change::changed, Change::replaced}));
    add("replaces ", not_named(Change::replaced));
    add("adds ", not_named(Change::added));
    add("removes ", not_named(Change::removed));
    add("changes ", not_named(Change::changed));
    if (text_.empty() && !difference_.is_empty())
      add(difference_.parameters.empty() ? "outputs change" : "parameters change");
    return text_.empty() ? "no change" : text_;
  }

 private:
  // Warnings of one resource stand together.
  std::vector<std::string_view> warned(Danger danger, std::initializer_list<Change> changes) const {
    std::vector<std::string_view> ids;
    for (const Warning& warning : difference_.warnings) {
      const bool counts = warning.danger == danger && !warning.id.empty() &&
                          std::ranges::find(changes, warning.change) != changes.end();
      if (counts && (ids.empty() || ids.back() != warning.id)) ids.push_back(warning.id);
    }
    return ids;
  }

  // Those that were named for something worse are left out.
  std::vector<std::string_view> not_named(Change change) const {
    std::vector<std::string_view> ids;
    for (const ResourceChange& resource : difference_.resources) {
      if (resource.change == change && !named_.contains(resource.id)) ids.push_back(resource.id);
    }
    return ids;
  }

  void add(const std::string& piece) {
    if (!text_.empty()) text_ += ", ";
    text_ += piece;
  }
  void add(std::string_view before, const std::vector<std::string_view>& ids, std::string_view behind = "") {
    constexpr std::size_t few = 2;
    if (ids.empty()) return;
    named_.insert(ids.begin(), ids.end());
    add(ids.size() > few ? fmt::format("{}{} resources{}", before, ids.size(), behind)
                         : fmt::format("{}{}{}", before, fmt::join(ids, " and "), behind));
  }

  const Difference& difference_;
  std::string text_;
  std::unordered_set<std::string_view> named_;
};

}  // namespace

std::size_t Difference::count(Change change) const {
  return static_cast<std::size_t>(std::ranges::count(resources, change, &ResourceChange::change));
}

bool Difference::has(Danger danger) const {
  return std::ranges::find(warnings, danger, &Warning::danger) != warnings.end();
}

std::string summary(const Difference& difference) { return Summary(difference).text(); }

std::string in_short(const Value& value) {
  const bool is_plain = value.kind == Kind::string && !value.text.empty() &&
                        std::ranges::none_of(value.text, [](char c) { return static_cast<unsigned char>(c) < ' '; });
  std::string text = is_plain ? std::string(value.text) : to_text(value, Format::yaml);
  if (text.find('\n') != std::string::npos) {
    text.clear();
    write_json_line(value, text);
  }
  if (text.size() <= max_shown) return text;
  return std::string(beginning_of(text, max_shown)) + "…";
}

}  // namespace paas::cloudformation
