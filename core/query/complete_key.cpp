// Completes keys, and several keys at once.
#include <nlohmann/json.hpp>

#include <algorithm>

#include "core/query/complete_fragment.h"
#include "core/query/complete_name.h"
#include "core/query/folders.h"
#include "core/query/meaning.h"
#include "core/schema/keywords.h"

namespace paas::query {

namespace {

using schema::Alternative;
using schema::ExpectedKey;
using schema::Json;
using schema::Types;
using yaml::NodeId;

constexpr Types scalars = schema::any_type & ~(schema::type_object | schema::type_array);
constexpr int useless = 500;  // what has no effect comes after all else
constexpr int wholes = 1'000;

struct KeyChoice {
  ExpectedKey key;
  std::size_t required = 0;  // by how many alternatives
};

bool has_keyword(const schema::Subschema* schema, std::string_view keyword) {
  if (schema == nullptr) return false;
  const Json& source = *schema::target_of(*schema).source;
  return source.is_object() && source.contains(keyword);
}

Types types_of(const std::vector<Alternative>& alternatives) {
  Types types = 0;
  for (const Alternative& each : alternatives) types |= schema::accepted_types(each);
  return types;
}

std::string words_for(Types types) {
  if (types == schema::any_type) return {};
  std::string words;
  const auto add = [&](Types type, std::string_view word) {
    if ((types & type) != 0) words += (words.empty() ? "" : " or ") + std::string(word);
  };
  add(schema::type_string, "text");
  if ((types & schema::type_number) != 0)
    add(schema::type_number, "number");
  else
    add(schema::type_integer, "integer");
  add(schema::type_boolean, "boolean");
  add(schema::type_array, "list");
  add(schema::type_object, "mapping");
  return words;
}

// The schema of a key that can have one value only; nullptr if there is none.
const schema::Subschema* constant_property(const Alternative& alternative, std::string_view name) {
  for (const schema::Subschema* part : alternative.parts) {
    const schema::Subschema* property = schema::property_of(*part, name);
    const auto constants = property == nullptr ? std::nullopt : schema::constants_of(*property);
    if (constants && constants->size() == 1) return property;
  }
  return nullptr;
}

}  // namespace

void FragmentCompleter::add_keys(const Alternatives& alternatives, NodeId node, const Frame& frame) {
  std::vector<KeyChoice> choices;
  std::size_t lacking = 0;  // alternatives that lack a key
  for (const Alternative& alternative : alternatives) {
    if (sketch_.document.entry_count(node) >= schema::most_count(alternative)) continue;
    bool lacks = false;
    for (const ExpectedKey& key : schema::expected_keys(alternative)) {
      if (sketch_.document.find_key(node, key.name) != yaml::no_node) continue;
      lacks = lacks || key.is_required;
      auto same = std::find_if(choices.begin(), choices.end(),
                               [&](const KeyChoice& each) { return each.key.name == key.name; });
      if (same == choices.end()) same = choices.insert(choices.end(), {key, 0});
      same->required += key.is_required ? 1 : 0;
    }
    lacking += lacks ? 1 : 0;
  }
  const bool has_common = std::any_of(choices.begin(), choices.end(),
                                      [&](const KeyChoice& each) { return each.required == alternatives.size(); });
  const std::size_t enough = has_common ? alternatives.size() : 1;
  const bool only_required = !is_written() && lacking == alternatives.size();
  std::vector<ExpectedKey> missing;
  for (KeyChoice& choice : choices) {
    choice.key.is_required = choice.required >= enough && lacking == alternatives.size();
    if (choice.key.is_required) missing.push_back(choice.key);
    if (only_required && !choice.key.is_required) {
      completion_.is_incomplete = true;
      continue;
    }
    add_key(alternatives, choice.key, node, frame);
  }
  add_other_keys(alternatives, node, frame);
  if (!alternatives.empty()) add_fields_of_samples(node, frame);
  if (hole_.has_lines || hole_.has_colon || hole_.quote != '\0') return;
  if (sketch_.document.entry_count(node) == 0) add_wholes(alternatives, frame);
  if (alternatives.size() == 1 && missing.size() > 1) add_missing(alternatives, missing, node, frame);
}

// Where each alternative has a value of its own for the key, as `type` of a handler: the schemas of all of them.
std::string FragmentCompleter::token_of_key(const Alternatives& alternatives, const ExpectedKey& key) const {
  std::vector<const schema::Subschema*> choices;
  for (const Alternative& alternative : alternatives) {
    if (const schema::Subschema* property = constant_property(alternative, key.name)) choices.push_back(property);
  }
  if (choices.size() < 2) return token(key.schema);
  std::string text = token(choices.front());
  for (auto choice = choices.begin() + 1; choice != choices.end(); ++choice)
    text += "," + std::to_string((*choice)->index);
  return text + "=" + std::string(key.name);
}

void FragmentCompleter::add_key(const Alternatives& alternatives, const ExpectedKey& key, NodeId node,
                                const Frame& frame) {
  const Alternatives values =
      schema::expected_value(alternatives, sketch_.document, {node, false, key.name}, yaml::no_node);
  Item item{.label = std::string(key.name),
            .kind = ItemKind::key,
            .documentation = token_of_key(alternatives, key),
            .erase = frame.erase};
  item.detail = words_for(types_of(values));
  if (key.is_required) item.detail += item.detail.empty() ? "required" : ", required";
  YamlText text(layout_);
  text.raw(frame.before + (frame.needs_braces ? "{" : ""));
  const std::optional<std::string> name = scalar_text(key.name, frame.in_flow, hole_.quote);
  if (!name) return;
  text.raw(*name);
  if (hole_.quote != '\0' && !hole_.is_closed) text.raw(std::string(1, hole_.quote));
  if (!hole_.has_colon) {
    text.raw(hole_.quote != '\0' && hole_.is_closed ? "" : ":");
    const bool has_value = hole_.quote == '\0' && !hole_.has_lines;
    if (has_value) write_value(text, values, frame, item);
  }
  text.raw((frame.needs_braces ? "}" : "") + frame.after);
  item.text = text.plain();
  item.snippet = text.snippet();
  if (!text.is_whole()) return;
  const bool has_conditions =
      type_.has_exclusions || std::any_of(alternatives.begin(), alternatives.end(), schema::has_conditions);
  const int mistakes = has_conditions || hole_.has_colon ? mistakes_with(item.text, item.erase) - mistakes_before() : 0;
  if (mistakes > 0) return;
  const bool is_useless = std::any_of(values.begin(), values.end(), [](const Alternative& value) {
    return std::any_of(value.parts.begin(), value.parts.end(),
                       [](const auto* part) { return has_keyword(part, schema::keywords::no_effect); });
  });
  add(std::move(item), (key.is_required ? 0 : 100) + (is_useless ? useless : 0) + mistakes);
}

// Of what is written now, or without it; a key whose value stands there is compared with the key that it was.
int FragmentCompleter::mistakes_before() {
  if (mistakes_before_ < 0) {
    const std::string_view now = slice(file_.text, completion_.replace);
    mistakes_before_ = mistakes_with(hole_.has_colon ? now : std::string_view(), {});
  }
  return mistakes_before_;
}

// Keys that are names of things.
void FragmentCompleter::add_other_keys(const Alternatives& alternatives, NodeId node, const Frame& frame) {
  std::vector<std::pair<std::string, Item>> names;
  for (const Alternative& alternative : alternatives) {
    const schema::Subschema* other = schema::expected_other_key(alternative);
    if (other == nullptr) continue;
    for (const Alternative& value : schema::expected({*other}, sketch_.document, {}, yaml::no_node)) {
      for (const schema::Subschema* part : value.parts) {
        for (const SymbolUse& use : generation_.uses(part)) {
          if (use.defines() || !use.is_named_by_key() || !is_asked_for(app_, use)) continue;
          for_each_name(app_, file_, hole_.text, use, [&](const std::string& name, const Place& place) {
            names.push_back({name, {.kind = ItemKind::key, .from = place}});
          });
        }
        const auto word = part->source->is_object() ? part->source->find(schema::keywords::value) : part->source->end();
        if (part->source->is_object() && word != part->source->end() && *word == "severity") {
          for (const std::string_view code : style_.rule_codes)
            names.push_back({std::string(code), {.kind = ItemKind::key}});
        }
      }
    }
  }
  for (auto& [name, from] : names) {
    if (sketch_.document.find_key(node, name) != yaml::no_node) continue;
    const std::size_t before = completion_.items.size();
    add_key(alternatives, {name, nullptr, false}, node, frame);
    if (completion_.items.size() > before) completion_.items.back().from = from.from;
  }
}

// A value that fits, where the folder of the file says more than the schema: the path of an endpoint.
Json FragmentCompleter::own_skeleton(const Alternatives& alternatives, bool examples_first) const {
  Json value = skeleton(alternatives, examples_first);
  const std::string path = path_of_folder(app_, file_.path);
  if (path.empty()) return value;
  if (has_meaning(alternatives, "path") && fits(alternatives, path)) return path;
  if (!value.is_object()) return value;
  for (const Alternative& alternative : alternatives) {
    for (const ExpectedKey& key : schema::expected_keys(alternative)) {
      if (key.schema == nullptr || !value.contains(std::string(key.name))) continue;
      const Alternatives values = schema::expected_value({alternative}, sketch_.document,
                                                         {sketch_.empty_mapping, false, key.name}, yaml::no_node);
      if (has_meaning(values, "path") && fits(values, path)) value[std::string(key.name)] = path;
    }
  }
  return value;
}

// What a key leads to: the text holds a value that fits, the snippet asks for one.
void FragmentCompleter::write_value(YamlText& text, const Alternatives& values, const Frame& frame, Item& item) const {
  const Json value = own_skeleton(values);
  YamlText plain(layout_);
  if (frame.in_flow)
    plain.raw(" "), plain.inline_value(value, nullptr);
  else
    plain.value(value, nullptr, frame.column);
  const Types types = types_of(values);
  const bool is_open_list = value.is_array() && (types & scalars) == 0;
  if (value.is_object()) {
    const bool has_keys = std::any_of(values.begin(), values.end(), [](const Alternative& each) {
      return !schema::expected_keys(each).empty() || schema::expected_other_key(each) != nullptr;
    });
    item.suggest_again = has_keys;
    const bool on_one_line = frame.in_flow || value.empty();
    text.differ(plain.plain(), !has_keys     ? plain.snippet()
                               : on_one_line ? " {$0}"
                                             : "\n" + std::string(frame.column + layout_.indent, ' ') + "$0");
  } else if (is_open_list) {
    const schema::PathStep step{sketch_.empty_sequence, true, {}};
    const Alternatives items = schema::expected_value(values, sketch_.document, step, yaml::no_node);
    const bool of_mappings = (types_of(items) & scalars) == 0 && (types_of(items) & schema::type_object) != 0;
    item.suggest_again = of_mappings || is_choice(items);
    const bool in_block = !frame.in_flow && (of_mappings || has_meaning(items, "permission"));
    text.differ(plain.plain(),
                in_block ? "\n" + std::string(frame.column + layout_.dash_indent, ' ') + "- $0" : " [$0]");
  } else if (is_choice(values)) {
    item.suggest_again = true;
    text.differ(plain.plain(), " $0");
  } else if (frame.in_flow) {
    text.raw(" ");
    text.inline_value(value, nullptr);
  } else {
    text.value(value, values.empty() || values.front().parts.empty() ? nullptr : values.front().parts.back(),
               frame.column);
  }
}

// Whether there is something to choose from.
bool FragmentCompleter::is_choice(const Alternatives& values) const {
  std::size_t constants = 0;
  for (const Alternative& value : values) {
    if ((schema::accepted_types(value) & schema::any_type) == schema::type_boolean) return true;
    for (const schema::Subschema* part : value.parts) {
      constants += schema::own_constants(*part).size();
      const Json& source = *part->source;
      if (!source.is_object()) continue;
      if (source.contains(schema::keywords::known)) return true;
      const auto& uses = generation_.uses(part);
      const bool has_names = std::any_of(uses.begin(), uses.end(), [&](const SymbolUse& use) {
        return !use.defines() && use.symbol.empty() && is_asked_for(app_, use);
      });
      if (has_names) return true;
    }
  }
  return constants > 1 || has_meaning(values, "permission") || has_meaning(values, "layer");
}

// What tells an alternative from the others: the constant that only it has, or its title.
std::string FragmentCompleter::label_of(const Alternatives& alternatives, std::size_t index) const {
  const auto constant_of = [](const Alternative& alternative, std::string_view name) -> const Json* {
    const schema::Subschema* property = constant_property(alternative, name);
    return property == nullptr ? nullptr : schema::constants_of(*property)->front();
  };
  for (const ExpectedKey& key : schema::expected_keys(alternatives[index])) {
    const Json* own = key.is_required ? constant_of(alternatives[index], key.name) : nullptr;
    if (own == nullptr || !own->is_string()) continue;
    bool is_distinct = true;
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      const Json* other = i == index ? nullptr : constant_of(alternatives[i], key.name);
      if (i != index && (other == nullptr || *other == *own)) is_distinct = false;
    }
    if (is_distinct) return own->get<std::string>();
  }
  if (alternatives.size() > 1) return {};
  for (auto part = alternatives[index].parts.rbegin(); part != alternatives[index].parts.rend(); ++part) {
    const Json& source = *(*part)->source;
    if (source.is_object() && source.contains("title")) return source.at("title").get<std::string>();
  }
  return {};
}

void FragmentCompleter::add_wholes(const Alternatives& alternatives, const Frame& frame) {
  const bool is_top = labels_.contains(type_.key) && !type_.key.empty() && path_.empty() && hole_.path.size() <= 1;
  const bool is_all = path_.empty();
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    if (alternatives.size() == 1 && !is_all) break;
    const Alternative& alternative = alternatives[i];
    const Json value = own_skeleton({alternative}, is_all);
    if (!value.is_object() || value.empty() || !fits(alternative, value)) continue;
    Item item{.label = label_of(alternatives, i), .kind = ItemKind::whole, .erase = frame.erase};
    if (item.label.empty()) continue;
    const schema::Subschema* part = alternative.parts.back();
    for (const schema::Subschema* each : alternative.parts) {
      const bool has_properties = each->keywords->object != nullptr && !each->keywords->object->names.empty();
      if (has_properties) part = each;
    }
    item.documentation = token(part);
    YamlText text(layout_);
    std::uint32_t column = frame.column;
    text.raw(frame.before);
    if (is_top) {
      text.raw(type_.key + ":");
      column += layout_.indent;
      text.new_line(column);
    }
    if (frame.in_flow)
      text.inline_value(value, part);
    else
      text.entries(value, part, column);
    text.raw(frame.after);
    item.text = text.plain();
    item.snippet = text.snippet();
    if (frame.in_flow && !frame.needs_braces) continue;
    item.detail = is_top && file_.kind == FileKind::handler ? "whole handler" : "all at once";
    item.below = below_;
    const schema::Subschema* type = nullptr;
    for (const ExpectedKey& key : schema::expected_keys(alternative)) {
      if (key.is_required && type == nullptr && key.schema != nullptr) type = key.schema;
    }
    const std::string need = type == nullptr ? std::string() : need_of(schema::target_of(*type));
    if (!need.empty()) item.detail = need;
    if (item.label == type_.key || labels_.contains(item.label)) item.label += " (all)";
    if (text.is_whole()) add(std::move(item), wholes + (need.empty() ? 0 : 100));
  }
}

// All that is required and missing, as one item.
void FragmentCompleter::add_missing(const Alternatives& alternatives, const std::vector<ExpectedKey>& missing,
                                    NodeId node, const Frame& frame) {
  Json object = Json::object();
  std::string label;
  for (const ExpectedKey& key : missing) {
    object[std::string(key.name)] =
        own_skeleton(schema::expected_value(alternatives, sketch_.document, {node, false, key.name}, yaml::no_node));
    label += (label.empty() ? "" : ", ") + std::string(key.name);
  }
  const schema::Subschema* part = alternatives.front().parts.front();
  YamlText text(layout_);
  text.raw(frame.before);
  if (frame.in_flow) {
    if (frame.needs_braces)
      text.inline_value(object, part);
    else
      text.inline_entries(object, part);
  } else {
    text.entries(object, part, frame.column);
  }
  text.raw(frame.after);
  if (!text.is_whole()) return;
  add({.label = label,
       .kind = ItemKind::whole,
       .detail = "all that is missing",
       .text = text.plain(),
       .snippet = text.snippet(),
       .erase = frame.erase},
      wholes + 200);
}

// What the schema says of the fragment with a text in the place of what is written.
schema::Evaluation FragmentCompleter::evaluate_with(std::string_view inserted, Range erase) const {
  const std::uint32_t begin = erase.size() > 0 ? erase.begin : completion_.replace.begin;
  std::string text = file_.text;
  text.replace(begin, completion_.replace.end - begin, inserted);
  const auto growth = static_cast<std::uint32_t>(text.size() - file_.text.size());  // wraps where it shrinks
  const yaml::Document document = yaml::parse(text, {range_.begin, range_.end + growth});
  const NodeId body = type_.key.empty() ? document.root() : document.find(document.root(), type_.key);
  if (body == yaml::no_node) return {};
  return type_.schema->evaluate(document, body, schema::Collect::semantic);
}

// The mistakes of the fragment then, but for what is missing.
int FragmentCompleter::mistakes_with(std::string_view inserted, Range erase) const {
  const schema::Evaluation evaluation = evaluate_with(inserted, erase);
  const auto is_wrong = [](const schema::Problem& each) { return each.kind != schema::ProblemKind::missing_keys; };
  return static_cast<int>(std::count_if(evaluation.problems.begin(), evaluation.problems.end(), is_wrong)) +
         exclusions_in(evaluation);
}

// Of things of which an app can have only one, those that stand beside the other: a public bucket and `builder`.
int FragmentCompleter::exclusions_in(const schema::Evaluation& evaluation) const {
  if (!type_.has_exclusions) return 0;
  std::set<std::string, std::less<>> defined;
  for (const schema::Annotation& annotation : evaluation.annotations) {
    for (const SymbolUse& use : generation_.uses(annotation.schema)) {
      if (use.defines()) defined.insert(use.symbol);
    }
  }
  int count = 0;
  for (const schema::Annotation& annotation : evaluation.annotations) {
    const Json* entries = keyword(*annotation.schema, schema::keywords::avoids);
    if (entries == nullptr) continue;
    for (const Json& entry : *entries) {
      const auto name = std::find_if(entry.items().begin(), entry.items().end(),
                                     [](const auto& item) { return item.key() != "otherwise"; });
      if (name != entry.items().end() &&
          defined.contains(generation_.symbol(name.key(), name.value().template get<std::string>())))
        ++count;
    }
  }
  return count;
}

}  // namespace paas::query
