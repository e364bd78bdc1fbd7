// Says in Markdown what a symbol is.
#include <fmt/format.h>

#include <algorithm>

#include "core/app/shown_value.h"
#include "core/app/symbol.h"
#include "core/names/names.h"
#include "core/query/describe.h"
#include "core/query/markdown.h"
#include "core/query/query.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

std::string usage_text(const App& app, std::string_view symbol) {
  const FirstReference* first = app.first_reference(symbol);
  const std::size_t used = first == nullptr ? 0 : first->count;
  return used == 0 ? "not used" : used == 1 ? "used in 1 place" : fmt::format("used in {} places", used);
}

class Describer {
 public:
  Describer(const App& app, const File& file) : app_(app), file_(file) {}

  std::string describe(const Occurrence& occurrence, std::string_view written) const {
    const std::string& kind = occurrence.use->kind;
    const Kind* known = app_.generation().kind(kind);
    std::string text =
        fmt::format("**{}** {}", prose(app_.generation().title_of_kind(kind)), code_span(name_of(occurrence, written)));
    if (const std::string key = describe_definition(occurrence.symbol); !key.empty()) {
      add_paragraph(text, key);
    } else if (known != nullptr) {
      add_paragraph(text, prose(known->description));
    }
    if (kind == "parameter") add_paragraph(text, value_text(occurrence));
    std::string place = where(occurrence);
    if (!place.empty()) place.front() = static_cast<char>(place.front() - 'a' + 'A');
    add_paragraph(text, place + ".");
    return text;
  }

  // A word of the language: `table: {}`, `type: table`.
  std::string describe_word(const std::vector<const Occurrence*>& uses) const {
    std::vector<std::string> made;
    std::vector<std::string> needed;
    std::vector<std::string> parameters;
    for (const Occurrence* use : uses) {
      const std::string id(symbol_name(use->symbol));
      if (use->use->defines()) {
        // The names of functions that are made besides are a detail of the template.
        if (!is_name_of_functions(*use))
          made.push_back(fmt::format("{} ({})", code_span(id), usage_text(app_, use->symbol)));
      } else if (use->use->kind == "parameter") {
        parameters.push_back(parameter(*use));
      } else {
        const std::string title = prose(app_.generation().title_of_kind(use->use->kind));
        needed.push_back(fmt::format("{} {}, {}", title, code_span(id), where(*use)));
      }
    }
    std::string text = list("Makes", made);
    add_paragraph(text, list("Needs the", needed));
    add_paragraph(text, list("Needs from the environment", parameters));
    return text;
  }

 private:
  bool is_name_of_functions(const Occurrence& occurrence) const {
    const FileType* type = app_.generation().type(FileKind::handler);
    return type != nullptr && type->defines == occurrence.use->kind;
  }

  // What the key that makes the thing is: a table is more than a resource.
  std::string describe_definition(std::string_view symbol) const {
    for (const Definition& definition : app_.definitions(symbol)) {
      if (definition.use->symbol.empty() || !app_.is_live(*definition.use)) continue;
      const Meanings meanings(*definition.file);
      const std::optional<Spot> spot = meanings.at(definition.range.begin);
      if (spot && spot->at_key) return prose(text_of(meanings.of(spot->node), "description"));
    }
    return {};
  }

  // Each of several on a line of its own.
  static std::string list(std::string_view head, const std::vector<std::string>& items) {
    if (items.empty()) return {};
    if (items.size() == 1) {
      const std::string_view end = items.front().ends_with('.') ? "" : ".";
      return fmt::format("{} {}{}", head, items.front(), end);
    }
    std::string text = fmt::format("{}:", head);
    for (const std::string& item : items) text += "\n- " + item;
    return text;
  }

  std::string parameter(const Occurrence& occurrence) const {
    std::string text = code_span(variable_of(occurrence));
    if (!occurrence.use->because.empty()) text += ": " + prose(occurrence.use->because);
    if (app_.environment_known() && app_.variable(occurrence.symbol) == nullptr) text += " (not set)";
    return text;
  }

  // The id that people meet in the template, or the name as it is written.
  std::string name_of(const Occurrence& occurrence, std::string_view written) const {
    const std::string_view id = symbol_name(occurrence.symbol);
    const bool is_exact = app_.generation().compares_exactly() && occurrence.use->kind != "parameter";
    return std::string(is_exact || !id.empty() ? id : written);
  }

  // The variable that fills a parameter.
  std::string variable_of(const Occurrence& occurrence) const {
    if (is_variable(occurrence)) return std::string(slice(file_.text, occurrence.range));
    if (!occurrence.use->symbol.empty()) return names::uppercase(occurrence.use->name);
    // The value of a key that is named by it is no part of the name.
    const std::string_view value = file_.document.text(occurrence.node);
    return names::uppercase(name_from(*occurrence.use, value));
  }

  std::string value_text(const Occurrence& occurrence) const {
    const Variable* variable = app_.variable(occurrence.symbol);
    if (variable == nullptr) {
      const std::string name = code_span(variable_of(occurrence));
      if (&app_.generation() == settings_generation().get()) return {};
      return app_.environment_known() ? fmt::format("{} is not set.", name) : fmt::format("{} fills it.", name);
    }
    const std::string name = code_span(variable->name);
    if (!variable->value_known) return fmt::format("{} is computed by the shell.", name);
    if (!may_show(*variable)) return fmt::format("{} is set; its value is not shown.", name);
    if (variable->value.empty()) return fmt::format("{} is empty.", name);
    return fmt::format("{} is {}.", name, code_span(variable->value));
  }

  // The middle of a sentence that begins with its first word.
  std::string where(const Occurrence& occurrence) const {
    std::string places;
    std::size_t count = 0;
    constexpr std::size_t few = 3;
    for (const Definition& definition : app_.definitions(occurrence.symbol)) {
      if (!app_.is_live(*definition.use)) continue;
      if (++count <= few) places += (places.empty() ? "" : ", ") + place_text(app_, *definition.file, definition.range);
    }
    if (count > few) places += fmt::format(" and {} more", count - few);
    const std::string usage = usage_text(app_, occurrence.symbol);
    // Who uses the variables that settings set is known to the apps below them.
    const bool is_setting = &app_.generation() == settings_generation().get() && occurrence.use->kind == "parameter";
    if (is_setting && count > 0) return "defined in " + places;
    if (count == 0) return undefined(occurrence, usage);
    return fmt::format("defined in {}, {}", places, usage);
  }

  std::string undefined(const Occurrence& occurrence, const std::string& usage) const {
    if (app_.is_defined(occurrence.symbol)) return fmt::format("made for a handler, {}", usage);
    const std::string_view how = app_.generation().how_to_define(occurrence.symbol);
    return how.empty() ? fmt::format("defined nowhere, {}", usage)
                       : fmt::format("defined nowhere, {}; it needs {}", usage, prose(how));
  }

  const App& app_;
  const File& file_;
};

}  // namespace

std::string place_text(const App& app, const File& file, Range range) {
  if (file.kind == FileKind::environment && file.text.empty()) return "the environment of the process";
  std::string_view path = file.path;
  // With the name of the package, where it is one of Python.
  const FileType* root = app.generation().type(FileKind::root);
  const bool is_project = !app.generation().is_built_in() || (root != nullptr && root->docstring == Docstring::none);
  const std::size_t slash = app.package().rfind('/');
  const std::string above = is_project ? app.package() + "/" : app.package().substr(0, slash + 1);
  if (!above.empty() && path.starts_with(above)) path.remove_prefix(above.size());
  return code_span(fmt::format("{}:{}", path, Lines(file.text).line_of(range.begin) + 1));
}

std::string describe_symbol(const App& app, const File& file, const Occurrence& occurrence, std::string_view written) {
  return Describer(app, file).describe(occurrence, written);
}

std::string describe_word(const App& app, const File& file, const std::vector<const Occurrence*>& uses) {
  return Describer(app, file).describe_word(uses);
}

}  // namespace paas::query
