// Finds the variables by their logical ids: the name of a handler, and the kind of what is made.
#include "core/query/rename_made.h"

#include <map>

#include "core/app/symbol.h"
#include "core/names/names.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

// What an id begins with, for each kind of resource that it may be.
template <typename Visit>
void for_each_name(const Generation& generation, std::string_view id, Visit visit) {
  for (const std::string& kind : generation.made_kinds()) {
    if (id.size() > kind.size() && id.ends_with(kind)) visit(id.substr(0, id.size() - kind.size()));
  }
}

struct Variables {
  std::string from;
  std::string to;
};

}  // namespace

std::vector<TextEdit> rename_made(const App& app, const std::vector<std::pair<std::string, std::string>>& names) {
  std::vector<TextEdit> edits;
  std::map<std::string, Variables, std::less<>> made;  // by what their resources begin with
  for (const auto& [from, to] : names) {
    if (from != to) made[names::hungarorise(from)] = {names::uppercase(from), names::uppercase(to)};
  }
  if (made.empty() || app.generation().made_kinds().empty()) return edits;
  for_each_file(app, [&](const File& file) {
    for (const Occurrence& occurrence : file.occurrences) {
      const bool is_read = is_variable(occurrence) && !occurrence.use->defines();
      if (!is_read || !app.definitions(occurrence.symbol).empty()) continue;
      const Variables* variables = nullptr;
      for_each_name(app.generation(), symbol_name(occurrence.symbol), [&](std::string_view name) {
        const auto found = made.find(name);
        if (found != made.end() && variables == nullptr) variables = &found->second;
      });
      const std::string_view written = slice(file.text, occurrence.range);
      if (variables == nullptr || !written.starts_with(variables->from + "_")) continue;
      edits.push_back({&file, occurrence.range, variables->to + std::string(written.substr(variables->from.size()))});
    }
  });
  return edits;
}

const File* maker_of(const App& app, std::string_view symbol) {
  const FileType* type = app.generation().type(FileKind::handler);
  if (type == nullptr || type->defines.empty() || !app.definitions(symbol).empty()) return nullptr;
  const File* maker = nullptr;
  for_each_name(app.generation(), symbol_name(symbol), [&](std::string_view name) {
    if (maker != nullptr) return;
    for (const Definition& definition : app.definitions(type->defines + ":" + std::string(name))) {
      if (maker == nullptr && app.handler_of(*definition.file) != nullptr) maker = definition.file;
    }
  });
  return maker;
}

}  // namespace paas::query
