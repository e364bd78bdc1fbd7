// Counts the resources, parameters and outputs of an app by what its schemas say.
#include "core/app/limits.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "core/app/app.h"

namespace paas {

namespace {

class Measurement {
 public:
  explicit Measurement(const App& app) : app_(app) {}

  Tally run() {
    if (app_.root() != nullptr) add(*app_.root());
    for (const Handler& handler : app_.handlers()) add(handler);
    return std::move(tally_);
  }

  // Until each quantity that passes its limit has done so.
  void find_crossings(const Limits& totals) {
    const auto is_open = [](const Quantity& total, const Quantity& here) {
      return total.count > total.limit && here.crossed_at == nullptr;
    };
    const auto is_searching = [&] {
      return is_open(totals.resources, limits_.resources) || is_open(totals.parameters, limits_.parameters) ||
             is_open(totals.outputs, limits_.outputs);
    };
    if (app_.root() != nullptr && is_searching()) add(*app_.root());
    for (const Handler& handler : app_.handlers()) {
      if (!is_searching()) return;
      add(handler);
    }
  }

  const Limits& limits() const { return limits_; }

  /// What a handler adds, in the order of its file; the additions live as long as the measurement.
  std::vector<const Addition*> additions_of(const Handler& handler) {
    std::vector<const Addition*> additions;
    if (!handler.dropped) for_each_addition(*handler.file, [&](const Addition& each) { additions.push_back(&each); });
    return additions;
  }

 private:
  void add(const Handler& handler) {
    // Of handlers with the same name the last one stays.
    const bool is_new = names_.insert(make_symbol("namespace", handler.name_space)).second;
    if (!is_new) tally_.has_namesakes = true;
    if (!handler.dropped && is_new) add(*handler.file);
  }

  void add(const File& file) {
    for_each_addition(file, [&](const Addition& addition) { add(addition); });
    for (const Occurrence& occurrence : file.occurrences) add(occurrence);
    note_crossing(limits_.resources, file);
    note_crossing(limits_.parameters, file);
    note_crossing(limits_.outputs, file);
  }

  template <typename Visit>
  void for_each_addition(const File& file, Visit visit) {
    for (const schema::Annotation& annotation : file.annotations) {
      for (const Addition& addition : app_.generation().additions(annotation.schema)) {
        if (addition.when.empty() || app_.is_defined(addition.when)) visit(addition);
      }
    }
  }

  void add(const Addition& addition) {
    const Recipe& recipe = *addition.recipe;
    if (recipe.once && ++tally_.askers[recipe.name] > 1) return;
    limits_.resources.count += recipe.resources;
    limits_.outputs.count += recipe.outputs;
  }

  void add(const Occurrence& occurrence) {
    const SymbolUse& use = *occurrence.use;
    if (use.defines() || use.kind != "parameter" || !app_.is_live(use)) return;
    if (!parameters_.insert(occurrence.symbol).second) return;
    if (!is_answered_by_resource(app_, occurrence.symbol)) ++limits_.parameters.count;
  }

  static void note_crossing(Quantity& quantity, const File& file) {
    if (quantity.crossed_at == nullptr && quantity.count > quantity.limit) quantity.crossed_at = &file;
  }

  const App& app_;
  Limits limits_;
  std::unordered_set<std::string> names_;
  Tally tally_;
  std::unordered_set<std::string_view> parameters_;
};

}  // namespace

bool is_answered_by_resource(const App& app, std::string_view parameter) {
  return app.is_defined("resource" + std::string(parameter.substr(parameter.find(':'))));
}

Limits measure(const App& app, Tally& tally) {
  Measurement measurement(app);
  tally = measurement.run();
  return measurement.limits();
}

Limits measure_again(const App& app, const Limits& before, const Tally& tally, const std::vector<Exchanged>& exchanged,
                     std::ptrdiff_t more_parameters, bool has_other_parameters) {
  Measurement measurement(app);
  Limits limits = before;
  bool is_same = !has_other_parameters;
  std::unordered_map<std::string_view, std::ptrdiff_t> askers;
  std::unordered_map<std::string_view, const Recipe*> shared;
  for (const auto& [old, now] : exchanged) {
    const std::vector<const Addition*> gone = measurement.additions_of(*old);
    const std::vector<const Addition*> come = measurement.additions_of(*now);
    if (gone == come) continue;
    is_same = false;
    const auto count = [&](const std::vector<const Addition*>& additions, std::ptrdiff_t sign) {
      for (const Addition* addition : additions) {
        const Recipe& recipe = *addition->recipe;
        if (!recipe.once) {
          limits.resources.count += static_cast<std::size_t>(sign) * recipe.resources;
          limits.outputs.count += static_cast<std::size_t>(sign) * recipe.outputs;
        } else {
          askers[recipe.name] += sign;
          shared[recipe.name] = &recipe;
        }
      }
    };
    count(gone, -1);
    count(come, 1);
  }
  for (const auto& [name, change] : askers) {
    const auto known = tally.askers.find(std::string(name));
    const auto count = static_cast<std::ptrdiff_t>(known == tally.askers.end() ? 0 : known->second);
    const std::ptrdiff_t sign = (count + change > 0 ? 1 : 0) - (count > 0 ? 1 : 0);
    limits.resources.count += static_cast<std::size_t>(sign) * shared[name]->resources;
    limits.outputs.count += static_cast<std::size_t>(sign) * shared[name]->outputs;
  }
  limits.parameters.count += static_cast<std::size_t>(more_parameters);
  if (!is_same) measurement.find_crossings(limits);
  for (const auto quantity : {&Limits::resources, &Limits::parameters, &Limits::outputs}) {
    const File*& place = (limits.*quantity).crossed_at;
    if (!is_same) place = (measurement.limits().*quantity).crossed_at;
    for (const auto& [old, now] : exchanged) {
      if (is_same && place == old->file.get()) place = now->file.get();
    }
  }
  return limits;
}

}  // namespace paas
