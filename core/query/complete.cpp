// Completes the names of symbols.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/names/names.h"
#include "core/query/query.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

// What stands at the cursor is replaced by this before the text is read: a value is there then, and a name.
constexpr std::string_view stand_in = "PAAS_NAME";

bool ends_word(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '"' || c == '\'' || c == ',' || c == '[' || c == ']' ||
         c == '{' || c == '}' || c == '(' || c == ')';
}

Range word_at(std::string_view text, std::uint32_t offset) {
  std::uint32_t begin = std::min(offset, static_cast<std::uint32_t>(text.size()));
  std::uint32_t end = begin;
  while (begin > 0 && !ends_word(text[begin - 1])) --begin;
  while (end < text.size() && !ends_word(text[end]) && text[end] != ':') ++end;
  return {begin, end};
}

class Completer {
 public:
  Completer(const App& app, const File& file) : app_(app), file_(file) {}

  Completion run(std::uint32_t offset) {
    completion_.replace = word_at(file_.text, offset);
    std::string text = file_.text;
    text.replace(completion_.replace.begin, completion_.replace.size(), stand_in);
    const auto probe = analyze(file_.path, file_.kind, std::move(text), file_.generation);
    const std::uint32_t at = completion_.replace.begin;
    for (const python::EnvironmentRead& read : probe->code.reads) {
      if (read.range.begin == at) add_variables();
    }
    for (const schema::Annotation& annotation : probe->annotations) {
      const Range range = probe->document.range(annotation.node);
      const bool is_here =
          probe->document.kind(annotation.node) == yaml::Kind::string && range.begin <= at && at < range.end;
      if (is_here) add_names(annotation);
    }
    std::sort(completion_.candidates.begin(), completion_.candidates.end(),
              [](const Candidate& a, const Candidate& b) { return a.text < b.text; });
    return std::move(completion_);
  }

 private:
  void add(std::string text, std::string_view kind, std::optional<Place> from) {
    if (text.empty() || !seen_.insert(text).second) return;
    completion_.candidates.push_back({std::move(text), app_.generation().title_of_kind(kind), from});
  }

  void add_names(const schema::Annotation& annotation) {
    for (const SymbolUse& use : app_.generation().uses(annotation.schema)) {
      if (use.defines() || !use.symbol.empty() || !is_asked_for(app_, use)) continue;
      for_each_name(use.kind, [&](const std::string& name, const Definition& definition) {
        const std::optional<std::string> text = text_for(use, name);
        if (text) add(use.prefix + *text, use.kind, Place{definition.file, definition.range});
      });
    }
    const auto value = annotation.schema->source->find("x-paas-value");
    const bool is_layer = value != annotation.schema->source->end() && *value == "layer";
    for (const std::string& layer : is_layer ? app_.settings().layers : std::vector<std::string>())
      add(layer, "layer", {});
  }

  // What code may read: resources by the words of the language, and what the environment sets.
  void add_variables() {
    const Generation& generation = app_.generation();
    for (const auto& [symbol, uses] : generation.definable()) {
      if (!app_.is_defined(symbol)) continue;
      const std::optional<std::string> variable = variable_for(generation, uses.front()->kind, uses.front()->name);
      const std::vector<Definition>& definitions = app_.definitions(symbol);
      if (variable && !definitions.empty()) {
        const Definition& first = definitions.front();
        add(*variable, uses.front()->kind, Place{first.file, first.range});
      }
    }
    std::set<std::string_view> kinds;
    for (const ReadUse& read : generation.reads()) {
      if (!kinds.insert(read.use.kind).second) continue;
      for_each_name(read.use.kind, [&](const std::string& name, const Definition& definition) {
        const std::optional<std::string> variable = variable_for(generation, read.use.kind, name);
        const bool is_word = definition.use != nullptr && !definition.use->symbol.empty();
        if (variable && !is_word) add(*variable, read.use.kind, Place{definition.file, definition.range});
      });
    }
  }

  // A name that only the word at the cursor mentions is no suggestion.
  bool is_only_at_cursor(std::string_view symbol, const Definition& definition) const {
    const bool is_here = definition.file == &file_ && definition.range.begin <= completion_.replace.end &&
                         completion_.replace.begin <= definition.range.end;
    const FirstReference* reference = app_.first_reference(symbol);
    return is_here && (reference == nullptr || reference->count == 1);
  }

  // Names as they are written where they are defined.
  template <typename Visit>
  void for_each_name(std::string_view kind, Visit visit) const {
    for (const std::string_view id : app_.names_of_kind(kind)) {
      const std::string symbol = std::string(kind) + ":" + std::string(id);
      const std::vector<Definition>& definitions = app_.definitions(symbol);
      if (definitions.empty() || is_only_at_cursor(symbol, definitions.front())) continue;
      visit(written_name(definitions.front(), id), definitions.front());
    }
  }

  std::string written_name(const Definition& definition, std::string_view id) const {
    if (definition.file->kind != FileKind::environment) return std::string(id);
    const std::string name = names::dashed(slice(definition.file->text, definition.range));
    const bool is_variable_name = definition.use->name.empty() || definition.use->name == "{key}";
    return is_variable_name ? name : name_from(*definition.use, name);
  }

  const App& app_;
  const File& file_;
  Completion completion_;
  std::set<std::string> seen_;
};

}  // namespace

Completion complete_name(const App& app, const File& file, std::uint32_t offset) {
  return Completer(app, file).run(offset);
}

}  // namespace paas::query
