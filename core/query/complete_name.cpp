// Finds the names of symbols, and the variables that stand for them in code.
#include "core/query/complete_name.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <unordered_set>

#include "core/app/lambda_environment.h"
#include "core/app/parameters.h"
#include "core/names/names.h"
#include "core/schema/keywords.h"
#include "core/text/characters.h"

namespace paas::query {

namespace {

std::string written_name(const Definition& definition, std::string_view id) {
  if (definition.file->kind != FileKind::environment) return std::string(id);
  const std::string name = names::dashed(slice(definition.file->text, definition.range));
  const bool is_variable_name = definition.use->name.empty() || definition.use->name == "{key}";
  return is_variable_name ? name : name_from(*definition.use, name);
}

// Names as they are written where they are defined.
template <typename Visit>
void for_each_of_kind(const App& app, const File& file, Range here, std::string_view kind, Visit visit) {
  for (const std::string_view id : app.names_of_kind(kind)) {
    const std::string symbol = std::string(kind) + ":" + std::string(id);
    const std::vector<Definition>& definitions = app.definitions(symbol);
    if (definitions.empty()) continue;
    const Definition& first = definitions.front();
    const bool is_here =
        first.file == &file && first.range.begin <= here.end && here.begin <= first.range.end && here.size() > 0;
    const FirstReference* reference = app.first_reference(symbol);
    if (is_here && (reference == nullptr || reference->count == 1)) continue;
    visit(written_name(first, id), first);
  }
}

}  // namespace

bool may_become(std::string_view written, std::string_view name) {
  std::size_t at = 0;
  for (const char c : written) {
    while (at < name.size() && to_lower(name[at]) != to_lower(c)) ++at;
    if (at == name.size()) return false;
    ++at;
  }
  return true;
}

void for_each_name(const App& app, const File& file, Range here, const SymbolUse& use,
                   const std::function<void(std::string, const Place&)>& visit) {
  std::unordered_set<std::string> seen;
  for_each_of_kind(app, file, here, use.kind, [&](const std::string& name, const Definition& definition) {
    std::optional<std::string> text = text_for(use, name);
    if (text && !text->empty() && seen.insert(*text).second)
      visit(use.prefix + *text, {definition.file, definition.range});
  });
}

bool has_meaning(const std::vector<schema::Alternative>& values, std::string_view word) {
  return std::any_of(values.begin(), values.end(), [&](const schema::Alternative& value) {
    return std::any_of(value.parts.begin(), value.parts.end(), [&](const schema::Subschema* part) {
      if (!part->source->is_object()) return false;
      const auto found = part->source->find(schema::keywords::value);
      return found != part->source->end() && *found == word;
    });
  });
}

Completion complete_variable(const App& app, const File& file, Range name, std::string_view before,
                             std::string_view after) {
  Completion completion{.replace = name};
  std::unordered_set<std::string> seen;
  // What the root has by its own words, in their order; what has a name; what the environment sets; and what a word of
  // a handler brings along.
  enum Rank : std::uint8_t { of_root, named, of_environment, implied };
  std::vector<std::pair<std::pair<Rank, std::uint32_t>, Item>> ranked;
  const auto rank_of = [&](const Place& from, bool is_named) -> std::pair<Rank, std::uint32_t> {
    if (from.file == app.root()) return {of_root, from.range.begin};
    if (from.file->kind == FileKind::environment) return {of_environment, 0};
    return {is_named ? named : implied, 0};
  };
  const auto add = [&](std::string label, std::string_view kind, const Place& from, const std::string& symbol,
                       bool is_named) {
    if (label.empty() || !seen.insert(label).second) return;
    Item item{.label = std::move(label), .kind = ItemKind::variable, .detail = std::string(kind), .from = from};
    item.text = std::string(before) + item.label + std::string(after);
    item.documentation = "name:" + symbol;
    ranked.emplace_back(rank_of(from, is_named), std::move(item));
  };
  // Resources by the words of the language, then what the environment sets.
  const Generation& generation = app.generation();
  for (const auto& [symbol, uses] : generation.definable()) {
    if (!app.is_defined(symbol)) continue;
    const std::optional<std::string> variable = variable_for(generation, uses.front()->kind, uses.front()->name);
    const std::vector<Definition>& definitions = app.definitions(symbol);
    if (!variable || definitions.empty()) continue;
    add(*variable, generation.title_of_kind(uses.front()->kind), {definitions.front().file, definitions.front().range},
        symbol, false);
  }
  std::set<std::string_view> kinds;
  for (const ReadUse& read : generation.reads()) {
    if (!kinds.insert(read.use.kind).second) continue;
    for_each_of_kind(app, file, name, read.use.kind, [&](const std::string& text, const Definition& definition) {
      const std::optional<std::string> variable = variable_for(generation, read.use.kind, text);
      const bool is_word = definition.use != nullptr && !definition.use->symbol.empty();
      if (variable && !is_word)
        add(*variable, generation.title_of_kind(read.use.kind), {definition.file, definition.range},
            generation.symbol(read.use.kind, text), true);
    });
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.label) < std::tie(b.first, b.second.label);
  });
  for (auto& [rank, item] : ranked) completion.items.push_back(std::move(item));
  return completion;
}

Completion complete_environment(const App& app, const File& file, std::uint32_t cursor, const CompletionStyle& style) {
  constexpr std::string_view word = "export ";
  const std::string_view text = file.text;
  Range name{cursor, cursor};
  while (name.begin > 0 && is_word(text[name.begin - 1])) --name.begin;
  while (name.end < text.size() && is_word(text[name.end])) ++name.end;
  const std::size_t line = text.substr(0, name.begin).rfind('\n') + 1;
  std::string_view before = text.substr(line, name.begin - line);
  while (before.starts_with(' ') || before.starts_with('\t')) before.remove_prefix(1);
  if (!before.empty() && before != word) return {};
  // Who begins an empty line has not said that a variable comes.
  if (style.trigger != '\0' && (style.trigger != ' ' || before.empty())) return {};
  Completion completion{.replace = name};
  std::unordered_set<std::string> seen;
  const bool has_value = text.substr(name.end).starts_with('=');
  for_each_file(app, [&](const File& each) {
    for (const Occurrence& occurrence : each.occurrences) {
      if (!is_unfilled(app, each, occurrence)) continue;
      std::string variable = variable_of(each, occurrence);
      if (is_reserved_by_lambda(variable) || !seen.insert(variable).second) continue;
      Item item{.label = std::move(variable), .kind = ItemKind::variable, .detail = occurrence.use->because};
      item.text = (before.empty() ? std::string(word) : "") + item.label + (has_value ? "" : "=");
      item.from = Place{&each, occurrence.range};
      completion.items.push_back(std::move(item));
    }
  });
  return completion;
}

}  // namespace paas::query
