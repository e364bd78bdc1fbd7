// Reads the embedded table of how CloudFormation changes resources.
#include "core/template/behaviour.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/app/generation.h"

namespace paas::cloudformation {

namespace {

using schema::Json;
using Behaviours = std::unordered_map<std::string_view, Behaviour>;

PropertyPath path_of(const std::string& text) {
  PropertyPath path;
  std::size_t begin = 0;
  for (std::size_t slash = text.find('/'); slash != std::string::npos; slash = text.find('/', begin)) {
    path.push_back(text.substr(begin, slash - begin));
    begin = slash + 1;
  }
  path.push_back(text.substr(begin));
  return path;
}

std::vector<std::string> texts_of(const Json& json, const char* key) {
  return json.contains(key) ? json.at(key).get<std::vector<std::string>>() : std::vector<std::string>();
}

Refusal::When when_of(const std::string& word) {
  if (word == "removed") return Refusal::When::removed;
  if (word == "changed") return Refusal::When::changed;
  return word == "several" ? Refusal::When::several : Refusal::When::any;
}

Exposure exposure_of(const std::string& property, const Json& values) {
  Exposure exposure{property, {}, false};
  for (const Json& value : values) {
    if (value.is_null())
      exposure.by_absence = true;
    else
      exposure.values.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  }
  return exposure;
}

Behaviour behaviour_from(const Json& json) {
  Behaviour behaviour;
  for (const std::string& path : texts_of(json, "replaced-by")) behaviour.replaced_by.push_back(path_of(path));
  behaviour.loses = json.value("loses", "");
  if (json.contains("items")) {
    for (const auto& [property, key] : json.at("items").items())
      behaviour.items.emplace_back(property, key.get<std::string>());
  }
  if (json.contains("refuses")) {
    for (const Json& entry : json.at("refuses")) {
      behaviour.refusals.push_back({entry.at("at").get<std::string>(), when_of(entry.at("when").get<std::string>()),
                                    texts_of(entry, "except"), entry.at("because").get<std::string>()});
    }
  }
  behaviour.policies = texts_of(json, "policies");
  behaviour.grants_to = json.value("grants-to", "");
  if (json.contains("public")) {
    for (const auto& [property, values] : json.at("public").items())
      behaviour.exposures.push_back(exposure_of(property, values));
  }
  behaviour.exact = texts_of(json, "exact");
  return behaviour;
}

const Behaviours& behaviours() {
  static const Behaviours& all = *[] {
    auto* read = new Behaviours;
    for (const auto& [type, json] : find_schema("cloudformation/changes")->items())
      read->emplace(type, behaviour_from(json));
    return read;
  }();
  return all;
}

}  // namespace

std::string_view Behaviour::item_key(std::string_view property) const {
  for (const auto& [name, key] : items) {
    if (name == property) return key;
  }
  return {};
}

bool Behaviour::is_exact(std::string_view property) const { return std::ranges::find(exact, property) != exact.end(); }

const Behaviour& behaviour_of(std::string_view type) {
  static const Behaviour& unknown = *new Behaviour;
  const auto found = behaviours().find(type);
  return found == behaviours().end() ? unknown : found->second;
}

}  // namespace paas::cloudformation
