// Reads `x-paas-makes` and `x-paas-resources`.
#include "core/query/made.h"

#include <nlohmann/json.hpp>
#include <set>

#include "core/names/names.h"
#include "core/query/meaning.h"

namespace paas::query {

namespace {

using schema::Json;

// `when: {endpoint: "*"}`: the addition counts only where that symbol is.
bool holds(const App& app, const Json& entry) {
  const auto when = entry.find("when");
  if (when == entry.end() || when->empty()) return true;
  const auto condition = when->begin();
  return app.is_defined(make_symbol(condition.key(), condition.value().get_ref<const std::string&>()));
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
  for (const schema::Annotation& annotation : file.annotations) {
    const Json* kinds = keyword(*annotation.schema, "x-paas-makes");
    if (kinds == nullptr) continue;
    for (const Json& kind : *kinds) ids.push_back(id + names::hungarorise(kind.get_ref<const std::string&>()));
  }
  return ids;
}

std::size_t resources_of(const App& app, const File& file) {
  std::size_t count = 0;
  for (const schema::Annotation& annotation : file.annotations) {
    const Json* entries = keyword(*annotation.schema, "x-paas-resources");
    if (entries == nullptr) continue;
    for (const Json& entry : *entries) {
      if (!entry.contains("once") && holds(app, entry)) count += entry.value("count", std::size_t{0});
    }
  }
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

std::size_t references_to(const App& app, const File& file) {
  std::set<std::string> symbols;
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
  std::size_t count = 0;
  for (const std::string& symbol : symbols) {
    if (const FirstReference* first = app.first_reference(symbol)) count += first->count;
  }
  return count;
}

}  // namespace paas::query
