// Names the variables of parameters.
#include "core/app/parameters.h"

#include <algorithm>

#include "core/app/symbol.h"
#include "core/names/names.h"

namespace paas {

namespace {

// `TASKS_MAIL_TOPIC` is no parameter where the app makes that topic.
bool is_resource(const App& app, std::string_view symbol) {
  return app.is_defined("resource:" + std::string(symbol_name(symbol)));
}

bool is_known_layer(const App& app, std::string_view name) {
  const std::vector<std::string>& layers = app.settings().layers;
  return std::find(layers.begin(), layers.end(), name) != layers.end();
}

}  // namespace

std::string variable_of(const File& file, const Occurrence& occurrence) {
  if (occurrence.node == yaml::no_node) return std::string(slice(file.text, occurrence.range));
  constexpr std::string_view placeholder = "{value}";
  std::string name = occurrence.use->name;
  const std::size_t at = name.find(placeholder);
  if (at != std::string::npos) name.replace(at, placeholder.size(), file.value_of(occurrence));
  return names::uppercase(name);
}

bool is_unfilled(const App& app, const File& file, const Occurrence& occurrence) {
  const SymbolUse& use = *occurrence.use;
  if (use.defines() || use.kind != "parameter" || use.because.empty() || !app.is_live(use)) return false;
  return !app.is_defined(occurrence.symbol) && !is_known_layer(app, file.value_of(occurrence)) &&
         !is_resource(app, occurrence.symbol);
}

}  // namespace paas
