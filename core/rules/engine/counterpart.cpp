// Reads `x-paas-needs` and `x-paas-avoids`.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/rules/engine/counterpart.h"
#include "core/rules/engine/keyword.h"
#include "core/rules/engine/schema_problems.h"

namespace paas {

namespace {

constexpr const char* message_key = "otherwise";

// `{handler: "{value}", otherwise: "..."}`: the key that is no option is the kind of the symbol.
std::string symbol_of(const Generation& generation, const schema::Json& entry, std::string_view value) {
  for (const auto& [kind, name] : entry.items()) {
    if (kind == message_key) continue;
    std::string text = name.get<std::string>();
    constexpr std::string_view placeholder = "{value}";
    const std::size_t at = text.find(placeholder);
    if (at == std::string::npos) return generation.symbol(kind, text);
    // A value that cannot be a name names nothing.
    return value.empty() ? std::string() : generation.symbol(kind, text.replace(at, placeholder.size(), value));
  }
  return {};
}

}  // namespace

std::vector<Counterpart> counterparts_of(const Check& check, const char* name) {
  std::vector<Counterpart> found;
  const File& file = check.file;
  if (file.generation.get() != &check.app.generation()) return found;
  for (const schema::Annotation& annotation : file.annotations) {
    const schema::Json* entries = keyword(annotation, name);
    if (entries == nullptr || file.is_wrong(annotation.node)) continue;
    const bool is_name = file.document.kind(annotation.node) == yaml::Kind::string;
    const std::string_view value = is_name ? file.document.text(annotation.node) : std::string_view();
    for (const schema::Json& entry : *entries) {
      std::string symbol = symbol_of(check.app.generation(), entry, value);
      if (symbol.empty()) continue;
      found.push_back({std::move(symbol), filled(text_in(entry, message_key), value),
                       place_of(file, annotation.node, annotation.key), file.document.range(annotation.node)});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Counterpart& a, const Counterpart& b) { return a.place.begin < b.place.begin; });
  return found;
}

}  // namespace paas
