// Puts together what is known about a place.
#include <algorithm>

#include "core/query/code.h"
#include "core/query/describe.h"
#include "core/query/markdown.h"
#include "core/query/query.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

bool covers(Range outer, Range inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

class Composer {
 public:
  Composer(const App& app, const File& file, std::uint32_t offset) : app_(app), file_(file), offset_(offset) {}

  std::optional<Hover> run() {
    const std::optional<Target> target = find_target(app_, file_, offset_);
    const bool is_outside = target && is_variable(*target->uses.front());
    const bool is_name = target && is_named(*target->uses.front());
    if (!is_outside) add_meaning(is_name);
    if (target && (!hover_ || covers(hover_->range, target->range))) add_symbols(*target);
    if (!hover_) add_unseen();
    if (!hover_) add_function();
    return std::move(hover_);
  }

 private:
  // A section stands below a rule; a paragraph does not.
  void add(Range range, const std::string& markdown, bool is_section) {
    if (markdown.empty()) return;
    if (!hover_) {
      hover_ = Hover{range, markdown};
    } else {
      add_paragraph(hover_->markdown, is_section ? "---\n\n" + markdown : markdown);
    }
  }

  void add_meaning(bool is_name) {
    const Meanings meanings(file_);
    if (const std::optional<Spot> spot = meanings.at(offset_)) {
      // What a route names is said with the route.
      is_route_ = !spot->at_key && means(meanings.of(spot->node), "path");
      add(spot->range, spot->at_key ? describe_key(meanings, *spot) : describe_value(app_, meanings, *spot, is_name),
          true);
    } else if (file_.infra != yaml::no_node && !file_.type()->key.empty() && file_.fragment_head().touches(offset_)) {
      add(file_.fragment_head(), describe_fragment(app_, meanings, file_.infra), true);
    }
  }

  void add_symbols(const Target& target) {
    const std::string_view written = slice(file_.text, target.range);
    std::vector<const Occurrence*> words;
    for (const Occurrence* use : target.uses) {
      if (!is_named(*use)) words.push_back(use);
    }
    add(target.range, describe_word(app_, file_, words), false);
    for (const Occurrence* use : target.uses) {
      const bool is_said = is_route_ && use->use->defines();
      if (is_named(*use) && !is_said) add(target.range, describe_symbol(app_, file_, *use, written), true);
    }
  }

  // `os.environ.get("NAME")` names the same thing for Python, and nothing for the deployer.
  void add_unseen() {
    for (const python::EnvironmentRead& read : file_.code.reads) {
      if (read.seen_by_deployer || !read.in_code || !read.range.touches(offset_)) continue;
      const std::string_view variable = slice(file_.text, read.range);
      const ReadUse* use = app_.generation().read_use(variable);
      if (use == nullptr) return;
      const std::string symbol = app_.generation().symbol_of_read(*use, variable);
      add(read.range, describe_symbol(app_, file_, {symbol, read.range, &use->use, yaml::no_node}, variable), true);
      if (app_.generation().is_built_in())
        add(read.range, "The deployer does not see that the code reads it: it looks for `os.environ[\"NAME\"]`.",
            false);
      return;
    }
  }

  // `def handler`: what Lambda calls it for.
  void add_function() {
    const std::optional<Range> function = function_of(app_, file_);
    if (!function || !function->touches(offset_) || file_.infra == yaml::no_node) return;
    add(*function, describe_fragment(app_, Meanings(file_), file_.infra), true);
  }

  const App& app_;
  const File& file_;
  const std::uint32_t offset_;
  std::optional<Hover> hover_;
  bool is_route_ = false;
};

}  // namespace

std::optional<Hover> hover(const App& app, const File& file, std::uint32_t offset) {
  return Composer(app, file, offset).run();
}

}  // namespace paas::query
