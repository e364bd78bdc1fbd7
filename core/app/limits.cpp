// Counts the resources, parameters and outputs of an app by what its schemas say.
#include "core/app/limits.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "core/app/app.h"
#include "core/app/symbol.h"

namespace paas {

namespace {

/// About how many bytes a recipe adds.
std::size_t bytes_of_recipe(const Recipe& recipe, std::string_view name_space) {
  const std::string_view name = recipe.name_space.empty() ? name_space : std::string_view(recipe.name_space);
  return recipe.bytes + recipe.names * name.size();
}
constexpr std::size_t bytes_of_parameter = 70;

/// What is written fills gaps, deeper than it stands in the fragment.
std::size_t bytes_of_fragment(const File& file) {
  return file.generation->recipes().empty() ? 0 : file.fragment.range.size() * 3 / 2;
}

void add_bytes(Limits& limits, std::size_t bytes) {
  limits.body_bytes.count += bytes;
  limits.stored_bytes.count += bytes;
}

constexpr std::initializer_list<Quantity Limits::*> quantities = {
    &Limits::resources, &Limits::parameters, &Limits::outputs, &Limits::body_bytes, &Limits::stored_bytes};

class Measurement {
 public:
  explicit Measurement(const App& app) : app_(app) {}

  Tally run() {
    if (app_.root() != nullptr) add(*app_.root(), {});
    for (const Handler& handler : app_.handlers()) add(handler);
    return std::move(tally_);
  }

  // Until each quantity that passes its limit has done so.
  void find_crossings(const Limits& totals) {
    const auto is_searching = [&] {
      return std::any_of(quantities.begin(), quantities.end(), [&](const auto quantity) {
        const Quantity& total = totals.*quantity;
        return total.count > total.limit && (limits_.*quantity).crossed_at == nullptr;
      });
    };
    if (app_.root() != nullptr && is_searching()) add(*app_.root(), {});
    for (const Handler& handler : app_.handlers()) {
      if (!is_searching()) return;
      add(handler);
    }
  }

  const Limits& limits() const { return limits_; }

  /// About how many bytes a handler adds by itself.
  std::size_t bytes_of(const Handler& handler) {
    if (handler.dropped) return 0;
    std::size_t bytes = bytes_of_fragment(*handler.file);
    for_each_addition(*handler.file, [&](const Addition& each) {
      if (!each.recipe->once) bytes += bytes_of_recipe(*each.recipe, handler.name_space);
    });
    return bytes;
  }

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
    if (!handler.dropped && is_new) add(*handler.file, handler.name_space);
  }

  void add(const File& file, std::string_view name_space) {
    for_each_addition(file, [&](const Addition& addition) { add(addition, name_space); });
    for (const Occurrence& occurrence : file.occurrences) add(occurrence);
    add_bytes(limits_, bytes_of_fragment(file));
    for (const auto quantity : quantities) note_crossing(limits_.*quantity, file);
  }

  template <typename Visit>
  void for_each_addition(const File& file, Visit visit) {
    for (const schema::Annotation& annotation : file.annotations) {
      for (const Addition& addition : app_.generation().additions(annotation.schema)) {
        if (addition.when.empty() || app_.is_defined(addition.when)) visit(addition);
      }
    }
  }

  void add(const Addition& addition, std::string_view name_space) {
    const Recipe& recipe = *addition.recipe;
    if (recipe.once && ++tally_.askers[recipe.name] > 1) return;
    limits_.resources.count += recipe.resources;
    limits_.outputs.count += recipe.outputs;
    add_bytes(limits_, bytes_of_recipe(recipe, name_space));
  }

  void add(const Occurrence& occurrence) {
    const SymbolUse& use = *occurrence.use;
    if (use.defines() || use.kind != "parameter" || !app_.is_live(use)) return;
    if (!parameters_.insert(occurrence.symbol).second) return;
    if (is_answered_by_resource(app_, occurrence.symbol)) return;
    ++limits_.parameters.count;
    add_bytes(limits_, bytes_of_parameter);
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
  return app.is_defined("resource:" + std::string(symbol_name(parameter)));
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
    const std::size_t more_bytes = measurement.bytes_of(*now) - measurement.bytes_of(*old);
    add_bytes(limits, more_bytes);
    if (more_bytes != 0) is_same = false;
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
    add_bytes(limits, static_cast<std::size_t>(sign) * bytes_of_recipe(*shared[name], {}));
  }
  limits.parameters.count += static_cast<std::size_t>(more_parameters);
  add_bytes(limits, static_cast<std::size_t>(more_parameters) * bytes_of_parameter);
  if (!is_same) measurement.find_crossings(limits);
  for (const auto quantity : quantities) {
    const File*& place = (limits.*quantity).crossed_at;
    if (!is_same) place = (measurement.limits().*quantity).crossed_at;
    for (const auto& [old, now] : exchanged) {
      if (is_same && place == old->file.get()) place = now->file.get();
    }
  }
  return limits;
}

}  // namespace paas
