// Reads `x-paas-link`.
#include "core/query/links.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/query/meaning.h"
#include "core/query/permission.h"
#include "core/query/target.h"
#include "core/schema/keywords.h"
#include "core/text/path.h"

namespace paas::query {

namespace {

constexpr std::size_t max_links = 1'000;
constexpr std::string_view schema_pages = "https://github.com/paas-lsp/paas-lsp/blob/main/schemas/";

class Linker {
 public:
  Linker(const App& app, const File& file) : app_(app), file_(file), meanings_(file) {
    for (const Occurrence& occurrence : file.occurrences) {
      if (is_asked_for(app, *occurrence.use)) taken_.push_back(occurrence.range.begin);
    }
    std::sort(taken_.begin(), taken_.end());
  }

  std::vector<Link> run() {
    add_schema();
    for (const schema::Annotation& annotation : meanings_.annotations()) {
      if (links_.size() == max_links) break;
      if (!file_.document[annotation.node].alias) add(annotation);
    }
    std::stable_sort(links_.begin(), links_.end(),
                     [](const Link& a, const Link& b) { return a.range.begin < b.range.begin; });
    // Of two that say something about one place, the outer one.
    links_.erase(
        std::unique(links_.begin(), links_.end(), [](const Link& a, const Link& b) { return a.range == b.range; }),
        links_.end());
    return std::move(links_);
  }

 private:
  void add_schema() {
    const FileType* type = file_.type();
    if (type == nullptr || type->schema_name.empty() || type->key.empty() || file_.infra == yaml::no_node) return;
    const std::string page = type->schema_name + ".yaml";
    const Settings& settings = app_.settings();
    if (file_.generation->is_built_in()) {
      links_.push_back({file_.fragment_head(), fmt::format("{}{}/{}", schema_pages, file_.generation->name(), page),
                        false, "The schema of this fragment"});
    } else if (settings.own_generation == file_.generation) {
      links_.push_back(
          {file_.fragment_head(), settings.schemas_folder() + "/" + page, true, "The schema of this fragment"});
    }
  }

  void add(const schema::Annotation& annotation) {
    const std::string_view text = file_.document.text(annotation.node);
    const Range range = file_.document.range(annotation.node);
    if (text_of(*annotation.schema, schema::keywords::value) == "file" && !text.empty()) add_file(range, text);
    const std::string_view link = text_of(*annotation.schema, schema::keywords::link);
    if (link.empty()) return;
    if (link.find('{') != std::string_view::npos) {
      const std::string target = url_of_permission(link, text);
      if (!target.empty()) links_.push_back({service_range(range, text), target, false, "The actions of this service"});
      return;
    }
    // A whole mapping that is an item of a list would be one long link.
    if (annotation.key == yaml::no_node && file_.document.kind(annotation.node) == yaml::Kind::mapping) return;
    const bool is_constant = keyword(*annotation.schema, "const") != nullptr;
    const bool at_key = annotation.key != yaml::no_node && !is_constant;
    const Range place = at_key ? file_.document.range(annotation.key) : range;
    // Whoever follows a name wants to see the definition.
    if (std::binary_search(taken_.begin(), taken_.end(), place.begin)) return;
    links_.push_back({place, std::string(link), false, "Documentation"});
  }

  // What stands before the colon, so that the action can be clicked at without leaving.
  Range service_range(Range range, std::string_view text) const {
    const std::size_t at = slice(file_.text, range).find(text);
    if (at == std::string_view::npos) return range;
    const auto begin = range.begin + static_cast<std::uint32_t>(at);
    return {begin, begin + static_cast<std::uint32_t>(std::min(text.find(':'), text.size()))};
  }

  void add_file(Range range, std::string_view path) {
    std::string target(path);
    if (!path.starts_with('/')) target = fmt::format("{}/{}", parent_folder(file_.path), path);
    links_.push_back({range, std::move(target), true, "Open the file"});
  }

  const App& app_;
  const File& file_;
  const Meanings meanings_;
  std::vector<std::uint32_t> taken_;  // where names stand that have a definition
  std::vector<Link> links_;
};

}  // namespace

std::vector<Link> links(const App& app, const File& file) { return Linker(app, file).run(); }

}  // namespace paas::query
