// Finds handlers that take the names of others.
#include "core/rules/engine/namesake.h"

#include "core/rules/engine/keyword.h"

namespace paas {

namespace {

std::string_view trimmed(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

bool is_same_route(const File& a, const File& b) {
  const std::string_view path = value_of(a, "path");
  return !path.empty() && trimmed(path) == trimmed(value_of(b, "path")) &&
         value_of(a, "method") == value_of(b, "method");
}

}  // namespace

std::optional<Namesake> find_namesake(const Check& check) {
  const Handler* handler = check.handler;
  if (handler == nullptr || handler->dropped) return std::nullopt;
  const std::string symbol = make_symbol("namespace", handler->name_space);
  for (const Definition& definition : check.app.definitions(symbol)) {
    if (definition.file == &check.file) return std::nullopt;  // the first of its name
    if (!check.app.is_live(*definition.use)) continue;
    const Handler* other = check.app.handler_of(*definition.file);
    if (other != nullptr && other->dropped) continue;
    if (other == nullptr || other->name_space != handler->name_space)
      return Namesake{Likeness::logical_id, &definition};
    const bool route = is_same_route(*other->file, check.file);
    return Namesake{route ? Likeness::route : Likeness::name_space, &definition};
  }
  return std::nullopt;
}

Range name_place(const Handler& handler) {
  const File& file = *handler.file;
  const std::vector<yaml::NodeId> paths = values_of(file, "path");
  return file.name_space.empty() || paths.empty() ? file.fragment_head() : file.document.range(paths.front());
}

}  // namespace paas
