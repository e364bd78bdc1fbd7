// Counts the resources, parameters and outputs of an app by what its schemas say.
#include <nlohmann/json.hpp>

#include "core/app/limits.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "core/app/app.h"

namespace paas {

namespace {

using schema::Json;

/// One entry of `x-paas-resources`: what a subschema that applies adds to the template.
struct Addition {
  std::size_t resources;
  std::size_t outputs;
  std::string once;  // what it is a part of, made once for all that ask; empty if it is made for each
  std::string when;  // counts only if this symbol is defined; empty: always
};

Addition read_addition(const Json& json) {
  Addition addition{json.at("count").get<std::size_t>(),
                    json.value("outputs", std::size_t{0}),
                    json.value("once", std::string()),
                    {}};
  if (const auto when = json.find("when"); when != json.end()) {
    addition.when = make_symbol(when->begin().key(), when->begin()->get_ref<const std::string&>());
  }
  return addition;
}

/// By the subschema that says them. Filled as apps are measured: most subschemas of a generation add nothing.
using Additions = std::unordered_map<const Json*, std::vector<Addition>>;

class Measurement {
 public:
  explicit Measurement(const App& app) : app_(app) {}

  Limits run() {
    if (app_.root() != nullptr) add(*app_.root());
    for (const Handler& handler : app_.handlers()) {
      // Of handlers with the same name the last one stays.
      const bool is_new = names_.insert(make_symbol("namespace", handler.name_space)).second;
      if (!handler.dropped && is_new) add(*handler.file);
    }
    return limits_;
  }

 private:
  void add(const File& file) {
    for (const schema::Annotation& annotation : file.annotations) {
      for (const Addition& addition : additions_of(*annotation.schema)) add(addition);
    }
    for (const Occurrence& occurrence : file.occurrences) add(occurrence);
    note_crossing(limits_.resources, file);
    note_crossing(limits_.parameters, file);
    note_crossing(limits_.outputs, file);
  }

  const std::vector<Addition>& additions_of(const schema::Subschema& subschema) {
    const auto [known, added] = additions_.try_emplace(subschema.source);
    if (!added) return known->second;
    const auto entries = subschema.source->find("x-paas-resources");
    if (entries == subschema.source->end()) return known->second;
    for (const Json& entry : *entries) known->second.push_back(read_addition(entry));
    return known->second;
  }

  void add(const Addition& addition) {
    if (!addition.when.empty() && !app_.is_defined(addition.when)) return;
    if (!addition.once.empty() && !made_.insert(addition.once).second) return;
    limits_.resources.count += addition.resources;
    limits_.outputs.count += addition.outputs;
  }

  void add(const Occurrence& occurrence) {
    const SymbolUse& use = *occurrence.use;
    if (use.defines() || use.kind != "parameter" || !app_.is_live(use)) return;
    if (!parameters_.insert(occurrence.symbol).second) return;
    // A reference that a resource answers is no parameter: `TASKS_NOTIFY_TOPIC` may be the topic of a worker.
    const std::string_view id = occurrence.symbol.substr(occurrence.symbol.find(':') + 1);
    if (!app_.is_defined("resource:" + std::string(id))) ++limits_.parameters.count;
  }

  static void note_crossing(Quantity& quantity, const File& file) {
    if (quantity.crossed_at == nullptr && quantity.count > quantity.limit) quantity.crossed_at = &file;
  }

  const App& app_;
  Limits limits_;
  Additions additions_;
  std::unordered_set<std::string> names_;
  std::unordered_set<std::string_view> made_;
  std::unordered_set<std::string_view> parameters_;
};

}  // namespace

Limits measure(const App& app) { return Measurement(app).run(); }

}  // namespace paas
