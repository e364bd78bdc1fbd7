// Finds the symbols at a place.
#include "core/query/target.h"

#include <algorithm>

#include "core/names/names.h"

namespace paas::query {

namespace {

// A cursor behind the last character is at the word, too.

std::string_view placeholder_of(const SymbolUse& use) {
  for (const std::string_view placeholder : {"{value}", "{key}", "{*}"}) {
    if (use.name.find(placeholder) != std::string::npos) return placeholder;
  }
  return {};
}

}  // namespace

bool is_variable(const Occurrence& occurrence) { return occurrence.node == yaml::no_node; }

bool is_named(const Occurrence& occurrence) { return is_variable(occurrence) || occurrence.use->symbol.empty(); }

bool is_asked_for(const App& app, const SymbolUse& use) {
  const Kind* kind = app.generation().kind(use.kind);
  return (kind == nullptr || !kind->hidden) && app.is_live(use);
}

std::optional<Target> find_target(const App& app, const File& file, std::uint32_t offset) {
  std::optional<Target> target;
  for (const Occurrence& occurrence : file.occurrences) {
    if (!occurrence.range.touches(offset) || !is_asked_for(app, *occurrence.use)) continue;
    if (!target || occurrence.range.size() < target->range.size()) target = Target{occurrence.range, {}};
    if (occurrence.range == target->range) target->uses.push_back(&occurrence);
  }
  if (!target) return std::nullopt;
  std::vector<const Occurrence*>& uses = target->uses;
  const auto drop = [&](auto is_less) {
    const bool has_better = !std::all_of(uses.begin(), uses.end(), is_less);
    if (has_better) std::erase_if(uses, is_less);
  };
  // `type: table` is about the table, not about what every function needs besides.
  drop([](const Occurrence* use) { return !is_named(*use); });
  drop([](const Occurrence* use) { return !is_named(*use) && use->use->kind == "parameter"; });
  return target;
}

void for_each_file(const App& app, const std::function<void(const File&)>& visit) {
  if (app.root() != nullptr) visit(*app.root());
  for (const Handler& handler : app.handlers()) visit(*handler.file);
  for (const auto& environment : app.environments()) visit(*environment);
}

std::string name_from(const SymbolUse& use, std::string_view text) {
  const std::string_view placeholder = placeholder_of(use);
  std::string name = use.name;
  if (placeholder.empty()) return std::string(text);
  return name.replace(name.find(placeholder), placeholder.size(), text);
}

std::optional<std::string> text_for(const SymbolUse& use, std::string_view name) {
  const std::string_view placeholder = placeholder_of(use);
  if (placeholder.empty()) return std::nullopt;
  const std::size_t at = use.name.find(placeholder);
  const std::string_view before = std::string_view(use.name).substr(0, at);
  const std::string_view after = std::string_view(use.name).substr(at + placeholder.size());
  const bool fits = name.size() > before.size() + after.size() && name.starts_with(before) && name.ends_with(after);
  if (!fits) return std::nullopt;
  return std::string(name.substr(before.size(), name.size() - before.size() - after.size()));
}

std::optional<std::string> variable_for(const Generation& generation, std::string_view kind, std::string_view name) {
  for (const ReadUse& read : generation.reads()) {
    if (read.use.kind != kind) continue;
    if (read.use.name == "{value}") return names::uppercase(name);
    return read.prefix + names::uppercase(name) + read.suffix;
  }
  return std::nullopt;
}

}  // namespace paas::query
