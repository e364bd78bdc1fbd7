// Compiles the schemas of a generation and reads what they say about symbols.
#include <nlohmann/json.hpp>

#include "core/app/generation.h"

#include <cstdlib>
#include <map>

#include "core/data.h"
#include "core/names/names.h"

namespace paas {

namespace {

using schema::Json;

// Every embedded schema, parsed once.
const std::map<std::string, Json, std::less<>>& parsed_schemas() {
  static const auto schemas = [] {
    std::map<std::string, Json, std::less<>> parsed;
    for (const EmbeddedSchema& schema : embedded_schemas()) {
      parsed.emplace(schema.name, Json::parse(schema.json.begin(), schema.json.end()));
    }
    return parsed;
  }();
  return schemas;
}

// Our own schemas are compiled by every test, so a failure here is a build that was never tested.
schema::Schema compile(std::string_view name) {
  const Json* json = Generation::find_schema(name);
  if (json == nullptr) std::abort();
  Result<schema::Schema> compiled = schema::Schema::compile(*json);
  if (!compiled) std::abort();
  return std::move(*compiled);
}

bool has_placeholder(std::string_view name) { return name.find('{') != std::string_view::npos; }

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The entry's single key that is none of the options is the kind: `{resource: app-table, when: {...}}`.
SymbolUse read_use(const Json& entry, bool defines) {
  SymbolUse use;
  use.defines = defines;
  use.how = text_of(entry, "how");
  use.otherwise = text_of(entry, "otherwise");
  use.because = text_of(entry, "because");
  for (const auto& [key, value] : entry.items()) {
    if (key == "when") {
      const auto condition = value.begin();
      use.when = make_symbol(condition.key(), condition.value().get<std::string>());
    } else if (key != "how" && key != "otherwise" && key != "because") {
      use.kind = key;
      use.name = value.get<std::string>();
      if (!has_placeholder(use.name)) use.symbol = make_symbol(use.kind, use.name);
    }
  }
  return use;
}

}  // namespace

std::string make_symbol(std::string_view kind, std::string_view name) {
  std::string symbol(kind);
  symbol += ':';
  symbol += name == "*" ? std::string(name) : names::hungarorise(name);
  return symbol;
}

const Generation& Generation::current() {
  static const Generation generation(compile("0.8/root"), compile("0.8/handler"));
  return generation;
}

Generation::Generation(schema::Schema root, schema::Schema handler)
    : root_(std::move(root)), handler_(std::move(handler)) {
  read_uses(*root_.root().source, "", true);
  read_uses(*handler_.root().source, "", false);
}

void Generation::read_uses(const Json& json, const std::string& key, bool in_root) {
  if (json.is_array()) {
    for (const Json& item : json) read_uses(item, key, in_root);
    return;
  }
  if (!json.is_object()) return;
  std::vector<SymbolUse> uses;
  for (const char* keyword : {"x-paas-defines", "x-paas-refers"}) {
    const auto entries = json.find(keyword);
    if (entries == json.end()) continue;
    const std::string constant = text_of(json, "const");
    for (const Json& entry : *entries) {
      uses.push_back(read_use(entry, keyword == std::string_view("x-paas-defines")));
      uses.back().word = constant.empty() ? key : constant;
      uses.back().in_root = in_root;
    }
  }
  if (!uses.empty()) {
    const std::vector<SymbolUse>& kept = uses_[&json] = std::move(uses);
    for (const SymbolUse& use : kept) {
      if (use.defines && !use.symbol.empty()) definable_[use.symbol].push_back(&use);
    }
  }
  if (const auto kinds = json.find("x-paas-makes"); kinds != json.end()) {
    for (const Json& kind : *kinds) made_kinds_.insert(names::hungarorise(kind.get<std::string>()));
  }
  const bool names_are_keys = key == "properties" || key == "definitions";
  for (const auto& [name, value] : json.items()) {
    const bool is_property_map = !names_are_keys && (name == "properties" || name == "definitions");
    // Below `properties` the key is a property; below any other keyword it is still the enclosing property.
    const bool is_keyword = !names_are_keys && !is_property_map;
    if (is_keyword && (name == "default" || name == "examples" || name.starts_with("x-paas-"))) continue;
    read_uses(value, is_property_map || names_are_keys ? name : key, in_root);
  }
}

const std::vector<SymbolUse>& Generation::uses(const schema::Subschema* subschema) const {
  static const std::vector<SymbolUse> none;
  const auto found = uses_.find(subschema->source);
  return found == uses_.end() ? none : found->second;
}

const std::vector<const SymbolUse*>& Generation::definers(std::string_view symbol) const {
  static const std::vector<const SymbolUse*> none;
  const auto found = definable_.find(symbol);
  return found == definable_.end() ? none : found->second;
}

std::string_view Generation::how_to_define(std::string_view symbol) const {
  for (const SymbolUse* use : definers(symbol)) {
    if (!use->how.empty()) return use->how;
  }
  return {};
}

const Json* Generation::find_schema(std::string_view name) {
  const auto& schemas = parsed_schemas();
  const auto found = schemas.find(name);
  return found == schemas.end() ? nullptr : &found->second;
}

}  // namespace paas
