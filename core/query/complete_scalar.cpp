// Completes values: constants with their meaning, names, examples.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/query/complete_fragment.h"
#include "core/query/complete_name.h"
#include "core/query/meaning.h"
#include "core/schema/keywords.h"

namespace paas::query {

namespace {

using schema::Alternative;
using schema::Json;

constexpr int needy = 100;      // what the app lacks something for
constexpr int proposals = 200;  // what is an example only

bool is_default(const Alternative& alternative, const Json& value) {
  return std::any_of(alternative.parts.begin(), alternative.parts.end(), [&](const schema::Subschema* part) {
    const Json* given = keyword(*part, "default");
    return given != nullptr && *given == value;
  });
}

}  // namespace

std::string_view first_sentence(std::string_view text) {
  const std::size_t end = text.find(". ");
  text = text.substr(0, end);
  return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

// What the app has to have for a constant and does not: `table: {}` in the root.
std::string FragmentCompleter::need_of(const schema::Subschema& part) const {
  for (const SymbolUse& use : generation_.uses(&part)) {
    const bool matters =
        use.role == Role::refers && !use.symbol.empty() && (!use.because.empty() || !use.otherwise.empty());
    if (!matters || !app_.is_live(use) || generation_.definers(use.symbol).empty()) continue;
    if (app_.is_defined(use.symbol) || app_.may_be_defined(use.symbol)) continue;
    const std::string_view how = generation_.how_to_define(use.symbol);
    if (!how.empty()) return "needs " + std::string(how);
  }
  return {};
}

void FragmentCompleter::add_scalars(const Alternatives& alternatives, const Frame& frame, const Strings& taken) {
  for (const Alternative& alternative : alternatives) {
    for (const schema::Subschema* part : alternative.parts) {
      int rank = 0;
      for (const Json* constant : schema::own_constants(*part)) {
        if (!fits(alternative, *constant)) continue;
        std::string detail = need_of(*part);
        const bool is_needy = !detail.empty();
        const Json* description = schema::own_constants(*part).size() == 1 ? keyword(*part, "description") : nullptr;
        if (detail.empty() && description != nullptr)
          detail = first_sentence(description->get_ref<const std::string&>());
        const bool is_given = is_default(alternative, *constant);
        if (is_given && detail.empty()) detail = "default";
        const ItemKind kind = constant->is_boolean() ? ItemKind::boolean : ItemKind::constant;
        add_scalar(*constant, kind, std::move(detail), part, frame, taken,
                   is_needy   ? needy
                   : is_given ? 0
                              : 1 + (rank > 0));
        ++rank;
      }
    }
    const schema::Types types = schema::accepted_types(alternative);
    const bool is_boolean = types == schema::type_boolean;
    for (const bool value : {true, false}) {
      if (is_boolean && fits(alternative, value)) {
        const bool is_given = is_default(alternative, value);
        add_scalar(value, ItemKind::boolean, is_given ? "default" : "", alternative.parts.front(), frame, taken,
                   is_given ? 0 : 1);
      }
    }
    for (const schema::Subschema* part : alternative.parts) {
      add_meaning(*part, frame, taken);
      const Json* word = keyword(*part, schema::keywords::value);
      if (word != nullptr && *word == "rate") add_rates(alternative, *part, frame, taken);
    }
  }
  if (!alternatives.empty()) add_values_of_samples(frame, taken);
  // Who writes something of their own must not get the example instead.
  if (style_.is_typing) return;
  if (completion_.items.empty() && !has_meaning(alternatives, "permission")) add_examples(alternatives, frame, taken);
}

void FragmentCompleter::add_scalar(const Json& value, ItemKind kind, std::string detail, const schema::Subschema* part,
                                   const Frame& frame, const Strings& taken, int rank) {
  const std::optional<std::string> text = json_text(value, frame.in_flow, hole_.quote);
  if (!text) return;
  Item item{.label = value.is_string() ? value.get<std::string>() : value.dump(), .kind = kind, .erase = frame.erase};
  if (item.label.empty() || taken.contains(item.label)) return;
  item.detail = std::move(detail);
  item.text = frame.before + *text + frame.after;
  const bool excludes = type_.has_exclusions && value.is_boolean() &&
                        exclusions_in(evaluate_with(item.text, item.erase)) > exclusions_in(evaluate_with({}, {}));
  if (excludes) return;
  item.documentation = token(part);
  if (!item.documentation.empty()) item.documentation += "=" + item.label;
  add(std::move(item), rank);
}

// The units that may follow a number, with what they come to.
void FragmentCompleter::add_rates(const Alternative& alternative, const schema::Subschema& part, const Frame& frame,
                                  const Strings& taken) {
  const std::string_view typed = written();
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), number);
  if (error != std::errc() || number == 0) return;
  // More digits may follow.
  if (style_.is_typing && end == typed.data() + typed.size()) return;
  constexpr std::array<std::pair<std::string_view, double>, 3> units{{{"minute", 1440}, {"hour", 24}, {"day", 1}}};
  for (const auto& [unit, a_day] : units) {
    const std::string value = fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
    const double runs = a_day / number;
    const std::string detail = runs < 1    ? fmt::format("a run every {:.3g} days", 1 / runs)
                               : runs == 1 ? std::string("a run a day")
                                           : fmt::format("{:.4g} runs a day", runs);
    if (!fits(alternative, value)) continue;
    add_scalar(value, ItemKind::value, detail, &part, frame, taken, 0);
    const std::string singular = fmt::format("{} {}", number, unit);
    const bool is_added = !completion_.items.empty() && completion_.items.back().label == value;
    if (is_added && fits(alternative, singular)) completion_.items.back().also = singular;
  }
}

// What the annotations of a value say.
void FragmentCompleter::add_meaning(const schema::Subschema& part, const Frame& frame, const Strings& taken) {
  if (const Json* known = keyword(part, schema::keywords::known)) {
    for (const Json& value : *known) add_scalar(value, ItemKind::constant, {}, &part, frame, taken, 0);
  }
  for (const SymbolUse& use : generation_.uses(&part)) {
    if (!use.defines() && use.symbol.empty() && !use.is_named_by_key() && is_asked_for(app_, use))
      add_names(use, frame, taken);
  }
  const Json* word = keyword(part, schema::keywords::value);
  if (word == nullptr) return;
  if (*word == "layer") {
    for (const std::string& layer : app_.settings().layers)
      if (!layer.empty()) add_scalar(layer, ItemKind::name, "layer of the settings", &part, frame, taken, 1);
  }
  if (*word == "permission") add_permissions(part, frame, taken);
}

void FragmentCompleter::add_names(const SymbolUse& use, const Frame& frame, const Strings& taken) {
  std::vector<std::pair<std::string, Place>> names;
  for_each_name(app_, file_, hole_.text, use, [&](std::string name, const Place& place) {
    if (!taken.contains(name)) names.emplace_back(std::move(name), place);
  });
  if (names.size() > most_items) {
    completion_.is_incomplete = true;
    const std::string_view word = written();
    std::erase_if(names, [&](const auto& each) { return !may_become(word, each.first); });
    if (names.size() > most_items) names.resize(most_items);
  }
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const std::string title(generation_.title_of_kind(use.kind));
  for (auto& [name, place] : names) {
    const std::optional<std::string> text = scalar_text(name, frame.in_flow, hole_.quote);
    if (!text) continue;
    Item item{.label = std::move(name), .kind = ItemKind::name, .detail = title, .from = place, .erase = frame.erase};
    item.text = frame.before + *text + frame.after;
    const std::string_view rest = std::string_view(item.label).substr(use.prefix.size());
    item.documentation = "name:" + generation_.symbol(use.kind, name_from(use, rest));
    add(std::move(item), 0);
  }
}

// Where there is nothing to choose from, what the schema gives as an example: the part that says the most about it.
void FragmentCompleter::add_examples(const Alternatives& alternatives, const Frame& frame, const Strings& taken) {
  for (const Alternative& alternative : alternatives) {
    for (auto each = alternative.parts.rbegin(); each != alternative.parts.rend(); ++each) {
      const schema::Subschema* part = *each;
      // What names something that does not exist is no example.
      const auto& uses = generation_.uses(part);
      const bool is_name = std::any_of(uses.begin(), uses.end(), [&](const SymbolUse& use) {
        return use.role == Role::refers && use.symbol.empty() && is_asked_for(app_, use) &&
               (use.kind != "parameter" || app_.environment_known());
      });
      if (is_name) break;
      const Json* given = keyword(*part, "default");
      const Json* examples = keyword(*part, "examples");
      if (given != nullptr && fits(alternative, *given))
        add_scalar(*given, ItemKind::value, "default", part, frame, taken, proposals);
      if (examples == nullptr || !examples->is_array()) continue;
      for (const Json& example : *examples) {
        if (fits(alternative, example))
          add_scalar(example, ItemKind::value, "example", part, frame, taken, proposals + 1);
      }
      break;
    }
  }
}

}  // namespace paas::query
