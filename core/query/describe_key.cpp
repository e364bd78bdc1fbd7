// Says what a key of a fragment means.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/query/choices.h"
#include "core/query/describe.h"
#include "core/query/describe_pattern.h"
#include "core/query/markdown.h"
#include "core/schema/keywords.h"
#include "core/schema/shape.h"
#include "core/schema/wording.h"

namespace paas::query {

namespace {

using schema::Json;
using schema::Subschema;
using schema::Types;

constexpr std::size_t max_choices = 24;

std::string between(double least, double most, std::string_view unit) {
  const std::string end = unit.empty() ? std::string() : fmt::format(" {}", unit);
  if (std::isfinite(least) && std::isfinite(most))
    return fmt::format("from {} to {}{}", schema::number_text(least), schema::number_text(most), end);
  if (std::isfinite(least)) return fmt::format("of at least {}{}", schema::number_text(least), end);
  return std::isfinite(most) ? fmt::format("of at most {}{}", schema::number_text(most), end) : std::string();
}

class KeyDescriber {
 public:
  KeyDescriber(const Meanings& meanings, const Spot& spot)
      : meanings_(meanings), spot_(spot), subschemas_(meanings.of(spot.node)), choices_(choices_of(meanings, spot)) {}

  std::string run() const {
    std::string text = title();
    add_paragraph(text, description());
    add_paragraph(text, choices());
    add_paragraph(text, holds());
    const Json* examples = keyword(subschemas_, "examples");
    const bool has_example = examples != nullptr && examples->is_array() && !examples->empty();
    // Where the choices are listed, an example says nothing more.
    if (has_example && choices_.empty()) add_paragraph(text, yaml_fence(name(), examples->front()));
    add_paragraph(text, describe_samples(meanings_.file(), spot_.node));
    add_paragraph(text, documentation());
    return text;
  }

 private:
  std::string_view name() const { return written(meanings_.file(), spot_.key); }

  std::string title() const {
    std::vector<std::string> parts;
    const Subschema* subschema = described();
    const std::string_view schema_title = subschema == nullptr ? std::string_view() : text_of(*subschema, "title");
    // A key that the schema does not name, such as that of a stage.
    if (!schema_title.empty() && schema_title != name()) parts.push_back(prose(schema_title));
    const std::string type = choices_.empty() ? type_text() : choices_.size() > 1 ? "a choice" : "";
    if (!type.empty()) parts.push_back(type);
    if (is_required()) parts.emplace_back("required");
    std::string text = fmt::format("**{}**", code_span(name()));
    for (std::size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? " " : ", ") + parts[i];
    return text;
  }

  // The subschema that describes the key, not the constant that stands there; nullptr if none does.
  const Subschema* described() const {
    for (const Subschema* subschema : subschemas_) {
      const bool is_of_value = keyword(*subschema, "const") != nullptr && choices_.size() > 1;
      if (!is_of_value && !text_of(*subschema, "description").empty()) return subschema;
    }
    return nullptr;
  }

  std::string description() const {
    const Subschema* subschema = described();
    return subschema == nullptr ? std::string() : prose(text_of(*subschema, "description"));
  }

  // Of the key or of the mapping around it. A constant may have a page of its own, and a permission's depends on its
  // service.
  std::string documentation() const {
    const yaml::NodeId mapping = spot_.key == yaml::no_node ? yaml::no_node : meanings_.mapping_around(spot_.key);
    Subschemas subschemas = subschemas_;
    for (const Subschema* around : mapping == yaml::no_node ? Subschemas() : meanings_.of(mapping))
      subschemas.push_back(around);
    for (const Subschema* subschema : subschemas) {
      const std::string_view link = text_of(*subschema, schema::keywords::link);
      if (link.empty() || link.find('{') != std::string_view::npos || keyword(*subschema, "const") != nullptr) continue;
      return fmt::format("[Documentation]({})", link);
    }
    return {};
  }

  std::string choices() const {
    std::string text;
    if (choices_.size() < 2) return text;
    std::string current;  // as it is written: `off` and not `false`
    for (std::size_t i = 0; i < std::min(choices_.size(), max_choices); ++i) {
      const Choice& choice = choices_[i];
      std::string value = schema::text_of(*choice.value);
      if (choice.is_current && !choice.value->is_string()) value = written(meanings_.file(), spot_.node);
      if (choice.is_current) current = value;
      if (!choice.is_current && value == current) continue;
      text +=
          choice.is_current ? fmt::format("- **{}** (here)", code_span(value)) : fmt::format("- {}", code_span(value));
      text += choice.meaning.empty() ? "\n" : fmt::format(": {}\n", prose(choice.meaning));
    }
    if (choices_.size() > max_choices) text += fmt::format("- and {} more\n", choices_.size() - max_choices);
    text.pop_back();
    return text;
  }

  std::string holds() const {
    std::string text;
    const Json* standard = keyword(subschemas_, "default");
    // The default of a text or of a list is a suggestion to start from; without it there is none.
    const bool is_free =
        standard != nullptr && (standard->is_structured() || (standard->is_string() && choices_.empty()));
    const bool is_said = standard != nullptr && !is_free && !is_required();
    if (is_said) text = fmt::format("Default: {}.", code_span(yaml_flow(*standard)));
    if (const Json* effect = keyword(subschemas_, schema::keywords::no_effect))
      add_paragraph(text, fmt::format("**No effect**: {}.", prose(text_at(*effect, "instead"))));
    return text;
  }

  static std::string_view text_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found == json.end() || !found->is_string() ? std::string_view()
                                                      : std::string_view(found->get_ref<const std::string&>());
  }

  std::string type_text() const {
    Types types = schema::any_type;
    for (const Subschema* subschema : subschemas_) types &= schema::accepted_types(*subschema);
    if (types == schema::any_type || types == 0) return {};
    std::string text = schema::type_names(types);
    if (types == schema::type_array) text += items_text();
    if ((types & (schema::type_number | schema::type_integer)) != 0) text += numbers_text();
    return text;
  }

  std::string items_text() const {
    double least = -INFINITY;
    double most = INFINITY;
    std::string of;
    for (const Subschema* subschema : subschemas_) {
      const schema::ArrayKeywords* array = subschema->keywords->array.get();
      if (array == nullptr) continue;
      if (array->count.least > 0) least = std::max(least, array->count.least);
      most = std::min(most, array->count.most);
      if (array->items == nullptr || !of.empty()) continue;
      const Types types = schema::accepted_types(*array->items);
      if (types == schema::type_string) of = " of strings";
      if (types == schema::type_object) of = " of mappings";
      if (types == schema::type_integer) of = " of integers";
    }
    const std::string count = between(least, most, least == 1 && !std::isfinite(most) ? "item" : "items");
    // "a list of strings of at least 1 item" is clumsy.
    return count.empty() ? of : of + ", " + (count.starts_with("of ") ? count.substr(3) : count);
  }

  std::string numbers_text() const {
    double least = -INFINITY;
    double most = INFINITY;
    for (const Subschema* subschema : subschemas_) {
      const schema::NumberKeywords* number = subschema->keywords->number.get();
      if (number == nullptr) continue;
      least = std::max(least, number->minimum);
      most = std::min(most, number->maximum);
    }
    const std::string text = between(least, most, {});
    return text.empty() ? text : " " + text;
  }

  bool is_required() const {
    const yaml::NodeId mapping = spot_.key == yaml::no_node ? yaml::no_node : meanings_.mapping_around(spot_.key);
    if (mapping == yaml::no_node) return false;
    const Subschemas around = meanings_.of(mapping);
    return std::any_of(around.begin(), around.end(), [&](const Subschema* subschema) {
      const std::vector<std::string_view> names = schema::required_names(*subschema);
      return std::find(names.begin(), names.end(), name()) != names.end();
    });
  }

  const Meanings& meanings_;
  const Spot& spot_;
  const Subschemas subschemas_;
  const std::vector<Choice> choices_;
};

}  // namespace

std::string describe_key(const Meanings& meanings, const Spot& spot) { return KeyDescriber(meanings, spot).run(); }

}  // namespace paas::query
