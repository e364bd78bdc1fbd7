// Reads `x-paas-resources`.
#include "core/query/made.h"

#include "core/names/names.h"

namespace paas::query {

namespace {

// The recipes that the file asks for, in the order of its annotations.
template <typename Visit>
void for_each_recipe(const App& app, const File& file, Visit visit) {
  for (const schema::Annotation& annotation : file.annotations) {
    for (const Addition& addition : app.generation().additions(annotation.schema)) {
      if (addition.when.empty() || app.is_defined(addition.when)) visit(*addition.recipe);
    }
  }
}

}  // namespace

std::string id_of_handler(const App& app, const File& file) {
  const Handler* handler = app.handler_of(file);
  if (handler == nullptr || app.generation().made_kinds().empty()) return {};
  return names::hungarorise(handler->name_space);
}

std::vector<std::string> ids_made_for(const App& app, const File& file) {
  std::vector<std::string> ids;
  const std::string id = id_of_handler(app, file);
  if (id.empty()) return ids;
  for_each_recipe(app, file, [&](const Recipe& recipe) {
    for (const std::string& kind : recipe.kinds) ids.push_back(id + kind);
  });
  return ids;
}

bool names_what_is_made(const App& app, const std::vector<const schema::Subschema*>& subschemas) {
  for (const schema::Subschema* subschema : subschemas) {
    for (const Addition& addition : app.generation().additions(subschema)) {
      if (!addition.recipe->kinds.empty()) return true;
    }
  }
  return false;
}

std::size_t resources_of(const App& app, const File& file) {
  std::size_t count = 0;
  for_each_recipe(app, file, [&](const Recipe& recipe) { count += recipe.once ? 0 : recipe.resources; });
  return count;
}

std::string_view why_dropped(const App& app, const File& file) {
  const Handler* handler = app.handler_of(file);
  if (handler == nullptr || !handler->dropped) return {};
  for (const Occurrence& occurrence : file.occurrences) {
    if (!occurrence.use->otherwise.empty() && !app.is_defined(occurrence.symbol)) return occurrence.use->otherwise;
  }
  return {};
}

std::set<std::string, std::less<>> symbols_of(const App& app, const File& file) {
  std::set<std::string, std::less<>> symbols;
  for (const Occurrence& occurrence : file.occurrences) {
    if (occurrence.use->defines() && app.is_live(*occurrence.use)) symbols.emplace(occurrence.symbol);
  }
  // `TASKS_NOTIFY_TOPIC` reads what is made for a handler, as a parameter that a resource answers.
  for (const std::string& id : ids_made_for(app, file)) {
    symbols.insert("resource:" + id);
    symbols.insert("parameter:" + id);
  }
  const Handler* handler = app.handler_of(file);
  const FileType* type = app.generation().type(file.kind);
  if (handler != nullptr && type != nullptr && !type->defines.empty())
    symbols.insert(app.generation().symbol(type->defines, handler->name_space));
  return symbols;
}

std::size_t references_to(const App& app, const File& file) {
  std::size_t count = 0;
  for (const std::string& symbol : symbols_of(app, file)) {
    if (const FirstReference* first = app.first_reference(symbol)) count += first->count;
  }
  return count;
}

}  // namespace paas::query
