// Finds the values that a keyword is about.
#include <nlohmann/json.hpp>

#include "core/rules/engine/keyword.h"

#include "core/schema/keywords.h"
#include "core/schema/wording.h"

namespace paas {

const schema::Json* keyword(const schema::Annotation& annotation, const char* name) {
  const auto found = annotation.schema->source->find(name);
  return found == annotation.schema->source->end() ? nullptr : &*found;
}

std::string_view text_in(const schema::Json& json, const char* name) {
  const auto found = json.find(name);
  return found == json.end() ? std::string_view() : std::string_view(found->get_ref<const std::string&>());
}

std::vector<yaml::NodeId> values_of(const File& file, std::string_view meaning) {
  std::vector<yaml::NodeId> nodes;
  for (const schema::Annotation& annotation : file.annotations) {
    const schema::Json* value = keyword(annotation, schema::keywords::value);
    if (value == nullptr || value->get_ref<const std::string&>() != meaning) continue;
    if (file.document.kind(annotation.node) != yaml::Kind::string || file.is_wrong(annotation.node)) continue;
    nodes.push_back(annotation.node);
  }
  return nodes;
}

std::string_view value_of(const File& file, std::string_view meaning) {
  const std::vector<yaml::NodeId> nodes = values_of(file, meaning);
  return nodes.empty() ? std::string_view() : file.document.text(nodes.front());
}

std::string filled(std::string_view message, std::string_view value) {
  constexpr std::string_view placeholder = "{value}";
  const std::string code = schema::code(value);
  const std::string_view clean = std::string_view(code).substr(1, code.size() - 2);
  std::string text(message);
  for (std::size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + clean.size()))
    text.replace(at, placeholder.size(), clean);
  return text;
}

}  // namespace paas
