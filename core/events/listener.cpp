// Finds patterns by what the schemas say about values; names no key.
#include "core/events/listener.h"

#include "core/schema/keywords.h"

#include <nlohmann/json.hpp>

namespace paas::events {

std::optional<Insertion> insertion_of(const File& file) {
  for (const schema::Annotation& annotation : file.annotations) {
    const auto inserted = annotation.schema->source->find(schema::keywords::inserts);
    if (inserted == annotation.schema->source->end() || file.is_wrong(annotation.node)) continue;
    return Insertion{&*inserted, annotation.node};
  }
  return std::nullopt;
}

yaml::NodeId pattern_node(const File& file) {
  for (const schema::Annotation& annotation : file.annotations) {
    const auto meaning = annotation.schema->source->find(schema::keywords::value);
    if (meaning != annotation.schema->source->end() && *meaning == "event-pattern") return annotation.node;
  }
  return yaml::no_node;
}

std::optional<Reading> pattern_of(const File& file) {
  const yaml::NodeId node = pattern_node(file);
  if (node == yaml::no_node) return std::nullopt;
  const std::optional<Insertion> insertion = insertion_of(file);
  if (!insertion) return read_pattern(file.document, node);
  return read_pattern(file.document, node, insertion->fields, file.document.range(insertion->node));
}

}  // namespace paas::events
