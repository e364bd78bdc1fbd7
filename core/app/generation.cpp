// Reads a generation: its manifest, its schemas, and what they say about symbols.
#include <nlohmann/json.hpp>

#include "core/app/generation.h"

#include <algorithm>

#include "core/names/names.h"
#include "core/schema/keywords.h"

namespace paas {

namespace {

using schema::Json;

bool has_placeholder(std::string_view name) { return name.find('{') != std::string_view::npos; }

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_option(std::string_view key) {
  return key == "when" || key == "how" || key == "otherwise" || key == "because" || key == "prefix" || key == "starts";
}

Docstring docstring_of(const std::string& text) {
  if (text == "none") return Docstring::none;
  if (text == "functions") return Docstring::functions;
  return text == "all" ? Docstring::all : Docstring::module;
}

// `paas:0.7/handler` is another schema that comes with the program.
schema::Resolver resolver() {
  return [](std::string_view uri) -> const Json* {
    constexpr std::string_view scheme = "paas:";
    return uri.starts_with(scheme) ? find_schema(uri.substr(scheme.size())) : nullptr;
  };
}

Result<std::optional<FileType>> read_type(const Json& manifest, const char* name, const Generation::Schemas& schemas) {
  const auto found = manifest.find(name);
  if (found == manifest.end()) return std::optional<FileType>();
  const Json& json = *found;
  FileType type;
  type.files = text_of(json, "files");
  type.docstring = docstring_of(text_of(json, "docstring"));
  type.key = text_of(json, "key");
  type.after = text_of(json, "after");
  type.required = json.value("required", false);
  type.defines = text_of(json, "defines");
  type.named_from_parent = text_of(json, "relative-to") == "parent";
  type.unless_referred = text_of(json, "unless-referred");
  if (const std::string schema_name = text_of(json, "schema"); !schema_name.empty()) {
    const auto source = schemas.find(schema_name);
    if (source == schemas.end()) return Error{"generation.yaml: there is no schema `" + schema_name + "`"};
    Result<schema::Schema> compiled = schema::Schema::compile(*source->second, resolver());
    if (!compiled) return Error{schema_name + ".yaml: " + compiled.error()};
    type.schema = std::move(*compiled);
    type.schema_name = schema_name;
    type.has_exclusions = source->second->dump().find(schema::keywords::avoids) != std::string::npos;
  }
  if (const auto signature = json.find("recognised-by"); signature != json.end()) {
    Result<schema::Schema> compiled = schema::Schema::compile(*signature, resolver());
    if (!compiled) return Error{"generation.yaml: recognised-by: " + compiled.error()};
    type.signature = std::move(*compiled);
  }
  return std::optional<FileType>(std::move(type));
}

}  // namespace

std::string make_symbol(std::string_view kind, std::string_view name) {
  std::string symbol(kind);
  symbol += ':';
  symbol += name == "*" ? std::string(name) : names::hungarorise(name);
  return symbol;
}

Result<std::shared_ptr<const Generation>> Generation::make(const Json& manifest, const Schemas& schemas, bool built_in,
                                                           Recipes recipes) {
  const std::shared_ptr<Generation> generation(new Generation);
  generation->recipes_ = std::move(recipes);
  generation->built_in_ = built_in;
  Result<std::optional<FileType>> root = read_type(manifest, "root", schemas);
  if (!root) return Error{root.error()};
  Result<std::optional<FileType>> handler = read_type(manifest, "handler", schemas);
  if (!handler) return Error{handler.error()};
  generation->root_ = std::move(*root);
  generation->handler_ = std::move(*handler);
  generation->read_manifest(manifest);
  return std::shared_ptr<const Generation>(generation);
}

void Generation::read_manifest(const Json& manifest) {
  name_ = text_of(manifest, "name");
  title_ = text_of(manifest, "title");
  includes_ = text_of(manifest, "includes");
  exact_ = text_of(manifest, "names") != "hungarorised";
  const Json kinds = manifest.value("kinds", Json::object());
  for (const auto& [name, json] : kinds.items()) {
    Kind& kind = kinds_[name];
    kind = {name, text_of(json, "title"),     text_of(json, "description"), json.value("at-most", 0) == 1,
            {},   json.value("hidden", false)};
    for (const Json& other : json.value("not-beside", Json::array())) kind.not_beside.push_back(other);
  }
  for (const Json& json : manifest.value("reads", Json::array())) {
    const std::string match = text_of(json, "match");
    const std::size_t star = std::min(match.find('*'), match.size());
    ReadUse read{match.substr(0, star), star < match.size() ? match.substr(star + 1) : "", {}};
    if (const auto mentions = json.find("mentions"); mentions != json.end()) {
      read.use = read_use_entry(*mentions, Role::mentions);
    } else if (const auto refers = json.find("refers"); refers != json.end()) {
      read.use = read_use_entry(*refers, Role::refers);
    }
    reads_.push_back(std::move(read));
  }
  for (const FileKind kind : {FileKind::root, FileKind::handler}) {
    const FileType* file_type = type(kind);
    if (file_type != nullptr && file_type->schema)
      read_uses(*file_type->schema->root().source, "", kind == FileKind::root);
  }
}

// The entry's single key that is none of the options is the kind: `{resource: app-table, when: {...}}`.
SymbolUse Generation::read_use_entry(const Json& entry, Role role) const {
  SymbolUse use;
  use.role = role;
  use.how = text_of(entry, "how");
  use.otherwise = text_of(entry, "otherwise");
  use.because = text_of(entry, "because");
  use.prefix = text_of(entry, "prefix");
  const std::string starts = text_of(entry, "starts");
  use.starts = starts == "here" ? Starts::here : starts == "there" ? Starts::there : Starts::nothing;
  for (const auto& [key, value] : entry.items()) {
    if (key == "when") {
      const auto condition = value.begin();
      use.when = symbol(condition.key(), condition.value().get<std::string>());
    } else if (!is_option(key)) {
      use.kind = key;
      use.name = value.get<std::string>();
      if (!has_placeholder(use.name)) use.symbol = symbol(use.kind, use.name);
    }
  }
  return use;
}

void Generation::read_uses(const Json& json, const std::string& key, bool in_root) {
  if (json.is_array()) {
    for (const Json& item : json) read_uses(item, key, in_root);
    return;
  }
  if (!json.is_object()) return;
  std::vector<SymbolUse> uses;
  constexpr std::pair<const char*, Role> keywords[] = {{schema::keywords::defines, Role::defines},
                                                       {schema::keywords::refers, Role::refers},
                                                       {schema::keywords::mentions, Role::mentions}};
  for (const auto& [keyword, role] : keywords) {
    const auto entries = json.find(keyword);
    if (entries == json.end()) continue;
    const std::string constant = text_of(json, "const");
    for (const Json& entry : *entries) {
      uses.push_back(read_use_entry(entry, role));
      uses.back().word = constant.empty() ? key : constant;
      uses.back().in_root = in_root;
      if (!uses.back().when.empty()) conditions_.insert(uses.back().when);
      if (uses.back().otherwise.empty()) continue;
      if (uses.back().symbol.empty())
        drops_by_value_ = true;
      else
        conditions_.insert(uses.back().symbol);
    }
  }
  if (!uses.empty()) read_definers(uses_[&json] = std::move(uses));
  read_additions(json);
  const bool names_are_keys = key == "properties" || key == "definitions";
  for (const auto& [name, value] : json.items()) {
    const bool is_property_map = !names_are_keys && (name == "properties" || name == "definitions");
    // Below `properties` the key is a property; below any other keyword it is still the enclosing property.
    const bool is_keyword = !names_are_keys && !is_property_map;
    if (is_keyword && (name == "default" || name == "examples" || name.starts_with(schema::keywords::prefix))) continue;
    read_uses(value, is_property_map || names_are_keys ? name : key, in_root);
  }
}

void Generation::read_additions(const Json& json) {
  const auto entries = json.find(schema::keywords::resources);
  if (entries == json.end()) return;
  for (const Json& entry : *entries) {
    const auto recipe = recipes_.find(text_of(entry, "recipe"));
    if (recipe == recipes_.end()) continue;
    Addition& addition = additions_[&json].emplace_back(Addition{&recipe->second});
    made_kinds_.insert(recipe->second.kinds.begin(), recipe->second.kinds.end());
    if (const auto when = entry.find("when"); when != entry.end()) {
      addition.when = symbol(when->begin().key(), when->begin()->get<std::string>());
      conditions_.insert(addition.when);
    }
  }
}

void Generation::read_definers(const std::vector<SymbolUse>& uses) {
  for (const SymbolUse& use : uses) {
    if (use.defines() && !use.symbol.empty()) definable_[use.symbol].push_back(&use);
    if (use.role != Role::refers && use.symbol.empty()) namers_[use.kind].push_back(&use);
  }
}

const FileType* Generation::type(FileKind kind) const {
  const std::optional<FileType>& type = kind == FileKind::root ? root_ : handler_;
  return type && kind != FileKind::environment ? &*type : nullptr;
}

std::vector<const schema::Schema*> Generation::schemas() const {
  std::vector<const schema::Schema*> schemas;
  for (const auto* type : {&root_, &handler_}) {
    if (*type && (*type)->schema) schemas.push_back(&*(*type)->schema);
  }
  return schemas;
}

// Names from the environment are compared as the deployer compares them, whatever the generation.
std::string Generation::symbol(std::string_view kind, std::string_view name) const {
  if (!exact_ || kind == "parameter") return make_symbol(kind, name);
  std::string symbol(kind);
  symbol += ':';
  return symbol += name;
}

const Kind* Generation::kind(std::string_view name) const {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : &found->second;
}

std::string_view Generation::title_of_kind(std::string_view name) const {
  const Kind* known = kind(name);
  return known == nullptr || known->title.empty() ? name : std::string_view(known->title);
}

const ReadUse* Generation::read_use(std::string_view variable) const {
  for (const ReadUse& read : reads_) {
    const bool is_long_enough = variable.size() >= read.prefix.size() + read.suffix.size();
    if (is_long_enough && variable.starts_with(read.prefix) && variable.ends_with(read.suffix)) return &read;
  }
  return nullptr;
}

std::string Generation::symbol_of_read(const ReadUse& use, std::string_view variable) const {
  const std::size_t outside = use.prefix.size() + use.suffix.size();
  const std::string dashed = names::dashed(variable.substr(use.prefix.size(), variable.size() - outside));
  std::string name = use.use.name;
  for (const auto& [placeholder, text] :
       {std::pair<std::string_view, std::string_view>{"{value}", variable}, {"{*}", dashed}}) {
    if (const std::size_t at = name.find(placeholder); at != std::string::npos)
      name.replace(at, placeholder.size(), text);
  }
  return symbol(use.use.kind, name);
}

const std::vector<SymbolUse>& Generation::uses(const schema::Subschema* subschema) const {
  static const std::vector<SymbolUse> none;
  const auto found = uses_.find(subschema->source);
  return found == uses_.end() ? none : found->second;
}

const std::vector<Addition>& Generation::additions(const schema::Subschema* subschema) const {
  static const std::vector<Addition> none;
  const auto found = additions_.find(subschema->source);
  return found == additions_.end() ? none : found->second;
}

const std::vector<const SymbolUse*>& Generation::definers(std::string_view symbol) const {
  static const std::vector<const SymbolUse*> none;
  const auto found = definable_.find(symbol);
  return found == definable_.end() ? none : found->second;
}

const std::vector<const SymbolUse*>& Generation::namers(std::string_view kind) const {
  static const std::vector<const SymbolUse*> none;
  const auto found = namers_.find(kind);
  return found == namers_.end() ? none : found->second;
}

std::string_view Generation::how_to_define(std::string_view symbol) const {
  for (const SymbolUse* use : definers(symbol)) {
    if (!use->how.empty()) return use->how;
  }
  return {};
}

}  // namespace paas
