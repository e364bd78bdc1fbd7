// Evaluates the fragments of a file with every annotation.
#include "core/query/meaning.h"

#include "core/schema/keywords.h"

#include <algorithm>
#include <iterator>

namespace paas::query {

namespace {

bool is_collection(yaml::Kind kind) {
  return kind == yaml::Kind::mapping || kind == yaml::Kind::sequence || kind == yaml::Kind::set;
}

// As the analysis of the file does: what is not required may be left out, and a file that is all YAML may be another
// tool's.
bool is_evaluated(const File& file, yaml::NodeId body) {
  const FileType& type = *file.type();
  const bool is_needless = file.document.kind(body) == yaml::Kind::null && !type.required;
  const bool is_foreign = type.key.empty() && !file.recognised && file.generation->is_built_in();
  return !is_needless && !is_foreign;
}

}  // namespace

Meanings::Meanings(const File& file) : file_(file) {
  const FileType* type = file.type();
  if (type == nullptr || !type->schema) return;
  for (const yaml::NodeId body : file.bodies) {
    if (!is_evaluated(file, body)) continue;
    schema::Evaluation evaluation = type->schema->evaluate(file.document, body, schema::Collect::everything, file.text);
    std::move(evaluation.annotations.begin(), evaluation.annotations.end(), std::back_inserter(annotations_));
  }
  std::stable_sort(annotations_.begin(), annotations_.end(),
                   [](const schema::Annotation& a, const schema::Annotation& b) { return a.node < b.node; });
}

std::optional<Spot> Meanings::at(std::uint32_t offset) const {
  std::optional<Spot> best;
  const auto consider = [&](const schema::Annotation& annotation, bool at_key) {
    const Range range = document().range(at_key ? annotation.key : annotation.node);
    if (range.size() == 0 || !range.touches(offset) || (best && best->range.size() <= range.size())) return;
    best = Spot{annotation.node, annotation.key, range, at_key};
  };
  for (const schema::Annotation& annotation : annotations_) {
    if (annotation.key != yaml::no_node) consider(annotation, true);
    if (!is_collection(document().kind(annotation.node))) consider(annotation, false);
  }
  return best;
}

Subschemas Meanings::of(yaml::NodeId node) const {
  Subschemas subschemas;
  auto next =
      std::lower_bound(annotations_.begin(), annotations_.end(), node,
                       [](const schema::Annotation& annotation, yaml::NodeId id) { return annotation.node < id; });
  for (; next != annotations_.end() && next->node == node; ++next) {
    if (std::find(subschemas.begin(), subschemas.end(), next->schema) == subschemas.end())
      subschemas.push_back(next->schema);
  }
  return subschemas;
}

yaml::NodeId Meanings::mapping_around(yaml::NodeId key) const {
  yaml::NodeId best = yaml::no_node;
  for (yaml::NodeId node = 0; node < document().size(); ++node) {
    const bool is_nearer = best == yaml::no_node || document().range(node).size() < document().range(best).size();
    if (!is_nearer || document()[node].alias) continue;
    for (std::uint32_t i = 0; i < document().entry_count(node); ++i) {
      if (document().entry(node, i).key == key) best = node;
    }
  }
  return best;
}

const schema::Json* keyword(const schema::Subschema& subschema, const char* name) {
  const auto found = subschema.source->find(name);
  return found == subschema.source->end() ? nullptr : &*found;
}

const schema::Json* keyword(const Subschemas& subschemas, const char* name) {
  for (const schema::Subschema* subschema : subschemas) {
    if (const schema::Json* found = keyword(*subschema, name)) return found;
  }
  return nullptr;
}

std::string_view text_of(const schema::Subschema& subschema, const char* name) {
  const schema::Json* found = keyword(subschema, name);
  return found == nullptr || !found->is_string() ? std::string_view()
                                                 : std::string_view(found->get_ref<const std::string&>());
}

std::string_view text_of(const Subschemas& subschemas, const char* name) {
  for (const schema::Subschema* subschema : subschemas) {
    const std::string_view text = text_of(*subschema, name);
    if (!text.empty()) return text;
  }
  return {};
}

bool means(const Subschemas& subschemas, std::string_view meaning) {
  return std::any_of(subschemas.begin(), subschemas.end(), [&](const schema::Subschema* subschema) {
    return text_of(*subschema, schema::keywords::value) == meaning;
  });
}

std::string_view written(const File& file, yaml::NodeId node) {
  const std::string_view text = file.document.text(node);
  return text.empty() ? slice(file.text, file.document.range(node)) : text;
}

}  // namespace paas::query
