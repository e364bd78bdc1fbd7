// Looks for the key of the root's schema that defines a symbol.
#include "core/rules/engine/root_entry.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/rules/engine/fixing.h"
#include "core/schema/compiled.h"
#include "core/schema/defaults.h"

namespace paas {

namespace {

using schema::Subschema;

// The languages' definitions stand in the first two levels.
constexpr int max_depth = 4;

/// A way from the root's body to a value that defines the symbol.
struct Way {
  std::vector<std::string> keys;
  schema::Json value;
};

class Search {
 public:
  Search(const App& app, std::string_view symbol) : app_(app), symbol_(symbol) {}

  std::optional<Way> run(const Subschema& schema, int depth) const {
    if (depth == 0) return std::nullopt;
    const Subschema& target = schema::target_of(schema);
    const Subschema::Keywords& keywords = *target.keywords;
    if (keywords.object != nullptr) {
      for (const std::string_view name : keywords.object->names) {
        for (const Subschema* property : schema::properties_at(target, name)) {
          std::optional<Way> way;
          if (defines(*property)) {
            const auto value = schema::default_of(*property);
            if (value) way = Way{{}, *value};
          } else {
            way = run(*property, depth - 1);
          }
          if (!way) continue;
          way->keys.insert(way->keys.begin(), std::string(name));
          return way;
        }
      }
    }
    return std::nullopt;
  }

 private:
  bool defines(const Subschema& schema) const {
    const std::vector<SymbolUse>& uses = app_.generation().uses(&schema);
    return std::any_of(uses.begin(), uses.end(), [&](const SymbolUse& use) {
      return use.defines() && use.symbol == symbol_ && app_.is_live(use);
    });
  }

  const App& app_;
  std::string_view symbol_;
};

}  // namespace

std::vector<Fix> declare_in_root(const Check& check, std::string_view symbol) {
  const File* root = check.app.root();
  if (root == nullptr || root->is_broken() || root->generation.get() != &check.app.generation()) return {};
  const FileType* type = root->type();
  if (type == nullptr || !type->schema) return {};
  const std::optional<Way> way = Search(check.app, symbol).run(type->schema->root(), max_depth);
  if (!way) return {};
  // What is there of the way stays.
  yaml::NodeId mapping = root->infra;
  yaml::NodeId key = key_of(*root, mapping);
  std::size_t present = 0;
  for (; present + 1 < way->keys.size(); ++present) {
    const yaml::NodeId next = root->document.find(mapping, way->keys[present]);
    if (next == yaml::no_node) break;
    key = root->document.find_key(mapping, way->keys[present]);
    mapping = next;
  }
  if (root->document.find(mapping, way->keys[present]) != yaml::no_node) return {};
  yaml::NewEntry entry = entry_of(way->keys.back(), way->value);
  for (std::size_t i = way->keys.size() - 1; i-- > present;)
    entry = {yaml::scalar_text(way->keys[i]), {}, {std::move(entry)}};
  const std::string title = "Add " + title_of(entry) + " to the root";
  return one_fix(title, *root, editor_of(*root, root->document.range(mapping)).insert(mapping, key, {entry}), likely);
}

}  // namespace paas
