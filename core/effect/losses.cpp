// Says of each file what of it is deleted.
#include "core/effect/losses.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "core/effect/changed_app.h"
#include "core/names/names.h"
#include "core/template/comparison.h"

namespace paas::effect {

namespace {

using cloudformation::Change;
using cloudformation::Danger;

std::string list(const std::vector<std::string_view>& ids) {
  if (ids.size() < 2) return ids.empty() ? std::string() : std::string(ids.front());
  return fmt::format("{} and {}", fmt::join(ids.begin(), ids.end() - 1, ", "), ids.back());
}

/// What happens to one file's part of the template, and to its name.
struct Part {
  const File* file = nullptr;  // before
  std::string from;            // namespaces, where they differ
  std::string to;              // empty: it leaves the app
  std::vector<std::string_view> removed;
  std::vector<std::string_view> replaced;
  std::vector<std::string_view> added;
  std::vector<std::string> warnings;

  bool is_renamed() const { return from != to; }
  bool loses() const { return is_renamed() || !removed.empty() || !replaced.empty() || !warnings.empty(); }
};

class Losses {
 public:
  Losses(const App& app, const App& after, const std::vector<query::Move>& moves)
      : app_(app), after_(after), moves_(moves) {}

  std::vector<Loss> run() {
    if (app_.root() != nullptr) part_of(*app_.root());
    compare_names();
    const auto* recipes = cloudformation::recipes_of(app_.generation(), cloudformation::Mode::meant);
    if (recipes != nullptr) {
      comparison_ = std::make_unique<cloudformation::AppComparison>(app_, after_, *recipes);
      take(comparison_->difference());
    }
    std::vector<Loss> losses;
    for (const auto& [path, part] : parts_) {
      if (part.loses()) losses.push_back({part.file, label_of(part), description_of(part)});
    }
    return losses;
  }

 private:
  Part& part_of(const File& file) {
    Part& part = parts_[moved(file.path, moves_)];
    part.file = &file;
    return part;
  }

  // The part that something of the template belongs to, in whatever version of its file it stands.
  Part& part_of(const cloudformation::Origin* origin, bool is_before) {
    if (origin != nullptr && origin->file != nullptr) {
      const std::string path = is_before ? moved(origin->file->path, moves_) : origin->file->path;
      const auto found = parts_.find(path);
      if (found != parts_.end()) return found->second;
    }
    return app_.root() == nullptr ? parts_.begin()->second : part_of(*app_.root());
  }

  void compare_names() {
    const FileType* type = app_.generation().type(FileKind::handler);
    for (const Handler& handler : app_.handlers()) {
      Part& part = part_of(*handler.file);
      if (type == nullptr || type->defines.empty()) continue;
      const Handler* now = after_.handlers().find(moved(handler.file->path, moves_));
      if (now != nullptr && now->name_space == handler.name_space) continue;
      part.from = handler.name_space;
      part.to = now == nullptr ? std::string() : now->name_space;
    }
  }

  void take(const cloudformation::Difference& difference) {
    if (parts_.empty()) return;
    for (const cloudformation::ResourceChange& change : difference.resources) {
      Part& part = part_of(change.origin, change.change == Change::removed);
      if (change.change == Change::added) part.added.push_back(change.id);
      if (change.change == Change::removed) part.removed.push_back(change.id);
      if (change.change == Change::replaced) part.replaced.push_back(change.id);
    }
    for (const cloudformation::Warning& warning : difference.warnings) {
      if (warning.id.empty() || (warning.danger != Danger::data_loss && warning.danger != Danger::refused)) continue;
      std::string message = fmt::format("{} {}", warning.id, warning.message);
      std::erase(message, '`');
      part_of(warning.origin, warning.change == Change::removed).warnings.push_back(std::move(message));
    }
  }

  static std::string label_of(const Part& part) {
    if (part.is_renamed())
      return part.to.empty() ? fmt::format("removes {}", part.from)
                             : fmt::format("replaces {} by {}", part.from, part.to);
    const auto& gone = part.removed.empty() ? part.replaced : part.removed;
    if (gone.empty()) return part.warnings.front().substr(0, part.warnings.front().find(','));
    const std::string more = gone.size() == 1 ? "" : fmt::format(" and {} more", gone.size() - 1);
    return fmt::format("{} {}{}", part.removed.empty() ? "replaces" : "removes", gone.front(), more);
  }

  std::string description_of(const Part& part) const {
    std::string text;
    const auto add = [&](const std::string& sentence) { text += (text.empty() ? "" : ". ") + sentence; };
    if (!part.removed.empty()) {
      add(fmt::format("{} {} deleted, with what {} hold{}{}", list(part.removed),
                      part.removed.size() == 1 ? "is" : "are", part.removed.size() == 1 ? "it" : "they",
                      part.removed.size() == 1 ? "s" : "",
                      part.added.empty() ? "" : fmt::format("; made instead: {}", list(part.added))));
    }
    if (!part.replaced.empty()) add(fmt::format("{} made anew, without what was there", list(part.replaced)));
    for (const std::string& warning : part.warnings) add(warning);
    if (text.empty()) text = by_name(part);
    return text;
  }

  // Where nothing is in the template: of a language that has none, or for a mistake.
  std::string by_name(const Part& part) const {
    if (app_.generation().compares_exactly()) return "names come from paths";
    const std::string from = names::hungarorise(part.from);
    if (part.to.empty())
      return fmt::format("names come from paths: all that begins with {} is deleted, as the handler leaves its app",
                         from);
    return fmt::format(
        "names come from paths: all that begins with {} in the template is deleted, with the data in it, and made "
        "anew as {}",
        from, names::hungarorise(part.to));
  }

  const App& app_;
  const App& after_;
  const std::vector<query::Move>& moves_;
  std::unique_ptr<cloudformation::AppComparison> comparison_;
  std::map<std::string, Part> parts_;  // by path, after the change
};

}  // namespace

std::vector<Loss> losses_between(const App& app, const App& after, const std::vector<query::Move>& moves) {
  return Losses(app, after, moves).run();
}

}  // namespace paas::effect
