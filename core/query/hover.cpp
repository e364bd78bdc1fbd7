// Says in Markdown what a symbol is.
#include <fmt/format.h>

#include <algorithm>

#include "core/names/names.h"
#include "core/query/query.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

std::string place_text(const App& app, const Place& place) {
  std::string_view path = place.file->path;
  // With the name of the package, where it is one of Python.
  const FileType* root = app.generation().type(FileKind::root);
  const bool is_project = !app.generation().is_built_in() || (root != nullptr && root->docstring == Docstring::none);
  const std::size_t slash = app.package().rfind('/');
  const std::string above = is_project ? app.package() + "/" : app.package().substr(0, slash + 1);
  if (!above.empty() && path.starts_with(above)) path.remove_prefix(above.size());
  return fmt::format("`{}:{}`", path, Lines(place.file->text).line_of(place.range.begin) + 1);
}

std::string value_text(const App& app, std::string_view symbol) {
  const Variable* variable = app.variable(symbol);
  if (variable == nullptr) return {};
  if (!variable->value_known) return fmt::format("`{}` is computed by the shell.", variable->name);
  if (looks_secret(variable->name, variable->value))
    return fmt::format("`{}` is set; its value is not shown.", variable->name);
  return fmt::format("`{}` is `{}`.", variable->name, variable->value);
}

class Describer {
 public:
  explicit Describer(const App& app) : app_(app) {}

  std::string describe(const Occurrence& occurrence, std::string_view written) const {
    const std::string& kind = occurrence.use->kind;
    const Kind* known = app_.generation().kind(kind);
    std::string text = fmt::format("**{}** `{}`", app_.generation().title_of_kind(kind), name_of(occurrence, written));
    if (known != nullptr && !known->description.empty()) text += "\n\n" + known->description;
    if (kind == "parameter") text += paragraph(value_text(app_, occurrence.symbol));
    return text + paragraph(where(occurrence));
  }

 private:
  static std::string paragraph(const std::string& text) { return text.empty() ? text : "\n\n" + text; }

  // The id that people meet in the template, or the name as it is written.
  std::string name_of(const Occurrence& occurrence, std::string_view written) const {
    const std::string_view id = occurrence.symbol.substr(occurrence.symbol.find(':') + 1);
    return std::string(app_.generation().compares_exactly() && occurrence.use->kind != "parameter" ? id
                       : id.empty()                                                                ? written
                                                                                                   : id);
  }

  std::string where(const Occurrence& occurrence) const {
    std::string places;
    std::size_t count = 0;
    constexpr std::size_t few = 3;
    for (const Definition& definition : app_.definitions(occurrence.symbol)) {
      if (!app_.is_live(*definition.use)) continue;
      if (++count <= few)
        places += (places.empty() ? "" : ", ") + place_text(app_, {definition.file, definition.range});
    }
    if (count > few) places += fmt::format(" and {} more", count - few);
    const FirstReference* first = app_.first_reference(occurrence.symbol);
    const std::size_t used = first == nullptr ? 0 : first->count;
    const std::string usage = used == 0   ? "not used"
                              : used == 1 ? "used in 1 place"
                                          : fmt::format("used in {} places", used);
    if (count == 0) return undefined(occurrence, usage);
    return fmt::format("Defined in {}, {}.", places, usage);
  }

  std::string undefined(const Occurrence& occurrence, const std::string& usage) const {
    if (app_.is_defined(occurrence.symbol)) return fmt::format("Made for a handler, {}.", usage);
    const std::string_view how = app_.generation().how_to_define(occurrence.symbol);
    return how.empty() ? fmt::format("Defined nowhere, {}.", usage)
                       : fmt::format("Defined nowhere, {}; it needs {}.", usage, how);
  }

  const App& app_;
};

}  // namespace

bool looks_secret(std::string_view name, std::string_view value) {
  const auto upper = [](std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
  };
  const std::string upper_name = upper(name);
  for (const std::string_view word : {"KEY", "SECRET", "TOKEN", "PASSWORD", "PASSWD", "CREDENTIAL", "WEBHOOK"}) {
    if (upper_name.find(word) != std::string::npos) return true;
  }
  // Whoever knows the address of a webhook may use it.
  const std::string upper_value = upper(value);
  if (upper_value.find("://HOOKS.") != std::string::npos || upper_value.find("WEBHOOK") != std::string::npos)
    return true;
  constexpr std::size_t long_word = 24;
  const bool has_blank = value.find_first_of(" /:.") != std::string_view::npos;
  return value.find('@') != std::string_view::npos || (value.size() >= long_word && !has_blank);
}

std::optional<Hover> hover(const App& app, const File& file, std::uint32_t offset) {
  const std::optional<Target> target = find_target(app, file, offset);
  if (!target) return std::nullopt;
  Hover hover{target->range, {}};
  const std::string_view written = slice(file.text, target->range);
  for (const Occurrence* use : target->uses) {
    if (!hover.markdown.empty()) hover.markdown += "\n\n---\n\n";
    hover.markdown += Describer(app).describe(*use, written);
  }
  return hover;
}

}  // namespace paas::query
