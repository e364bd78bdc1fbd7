// The generations that come with the program: found among the embedded schemas, compiled when they are first needed.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>

#include "core/app/generation.h"
#include "core/data.h"

namespace paas {

namespace {

using schema::Json;

constexpr std::string_view manifest_name = "/generation";

// Our own schemas are compiled by every test, so a failure here is a build that was never tested.
[[noreturn]] void never() { std::abort(); }

class EmbeddedJson {
 public:
  const Json* find(std::string_view name) {
    const EmbeddedSchema* schema = find_embedded_schema(name);
    if (schema == nullptr) return nullptr;
    const std::lock_guard lock(mutex_);
    const auto [entry, added] = parsed_.try_emplace(std::string(name));
    if (added) entry->second = Json::parse(schema->json.begin(), schema->json.end());
    return &entry->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Json, std::less<>> parsed_;
};

// Each manifest names the generation that came before it.
std::vector<std::string> names_from_newest() {
  std::map<std::string, std::string> newer_of;  // by the older one
  std::string newest;
  for (const EmbeddedSchema& schema : embedded_schemas()) {
    if (!schema.name.ends_with(manifest_name)) continue;
    const std::string name(schema.name.substr(0, schema.name.size() - manifest_name.size()));
    const Json& manifest = *find_schema(schema.name);
    const auto newer = manifest.find("newer");
    if (newer == manifest.end()) {
      newest = name;
    } else {
      newer_of[newer->get<std::string>()] = name;
    }
  }
  std::vector<std::string> names;
  for (std::string name = newest; !name.empty() && names.size() <= newer_of.size(); name = newer_of[name])
    names.push_back(name);
  return names;
}

// About how long the text is that is made of a recipe: YAML as people write it, two blanks a level.
class Weight {
 public:
  explicit Weight(const std::string& folder) : folder_(folder) {}

  std::size_t bytes = 0;
  std::size_t names = 0;

  void add(const Json& json, std::size_t depth) {
    if (json.is_object()) {
      for (const auto& [key, value] : json.items()) add_member(key, value, depth);
    } else if (json.is_array()) {
      for (const Json& item : json) {
        bytes += depth + 2;
        add(item, item.is_structured() ? depth + 2 : 0);
        if (item.is_object() && !item.empty()) bytes -= depth + 2;  // its first line stands behind the dash
      }
    } else {
      add_text(json.is_string() ? json.get<std::string>() : json.dump());
      bytes += 1;
    }
  }

 private:
  void add_member(const std::string& key, const Json& value, std::size_t depth) {
    if (key == "<code>") return add_code(value);
    const bool is_short = key == "Ref" || key == "Fn::Sub" || key == "Fn::GetAtt";
    bytes += depth;
    add_text(key);
    bytes += 2;
    if (is_short && depth > 0) bytes -= depth;
    if (value.is_structured() && !value.empty() && !is_short) bytes += 1;
    add(value, depth + (value.is_object() ? 2 : 0));
  }

  void add_code(const Json& file) {
    constexpr std::size_t depth = 10;
    const std::string text = find_schema(folder_ + "code/" + file.get<std::string>())->get<std::string>();
    bytes += text.size() + depth * static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  void add_text(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      const std::size_t end = text[at] == '<' ? text.find('>', at) : std::string_view::npos;
      if (end == std::string_view::npos) {
        ++bytes;
        continue;
      }
      const std::string_view gap = text.substr(at, end - at + 1);
      if (gap == "<id>" || gap == "<namespace>") ++names;
      at = end;
    }
  }

  const std::string& folder_;
};

// Those of its resources that are named after the handler begin with `<id>`.
Recipe read_recipe(const std::string& name, const Json& json, const std::string& folder) {
  constexpr std::string_view id = "<id>";
  const auto size_of = [&](const char* part) { return json.contains(part) ? json[part].size() : std::size_t{0}; };
  Recipe recipe;
  recipe.name = name;
  recipe.source = &json;
  recipe.name_space = json.value("namespace", "");
  recipe.once = json.value("once", false);
  recipe.resources = size_of("resources");
  recipe.outputs = size_of("outputs");
  Weight weight(folder);
  for (const char* part : {"resources", "outputs"}) {
    if (json.contains(part)) weight.add(json[part], 2);
  }
  recipe.bytes = weight.bytes;
  recipe.names = weight.names;
  if (!recipe.name_space.empty()) return recipe;
  for (const auto& [key, resource] : json.at("resources").items()) {
    if (key.starts_with(id)) recipe.kinds.push_back(key.substr(id.size()));
  }
  return recipe;
}

// Each file of the folder holds some.
Generation::Recipes read_recipes(const std::string& generation) {
  Generation::Recipes recipes;
  const std::string folder = generation + "/template/";
  for (const EmbeddedSchema& schema : embedded_schemas()) {
    const bool is_recipes = schema.name.starts_with(folder) && schema.name.find('/', folder.size()) == schema.name.npos;
    if (!is_recipes) continue;
    const Json& json = *find_schema(schema.name);
    if (json.is_array()) continue;  // the deployer's defects
    for (const auto& [name, recipe] : json.items()) recipes.emplace(name, read_recipe(name, recipe, folder));
  }
  return recipes;
}

struct BuiltIn {
  std::string name;
  std::once_flag compiled;
  std::shared_ptr<const Generation> generation;
};

// Never destroyed: files may outlive static objects.
std::vector<std::unique_ptr<BuiltIn>>& all() {
  static auto& generations = *[] {
    auto* list = new std::vector<std::unique_ptr<BuiltIn>>;
    for (std::string& name : names_from_newest()) {
      list->push_back(std::make_unique<BuiltIn>());
      list->back()->name = std::move(name);
    }
    return list;
  }();
  return generations;
}

}  // namespace

const Json* find_schema(std::string_view name) {
  static auto& json = *new EmbeddedJson;
  return json.find(name);
}

std::size_t Generation::built_in_count() { return all().size(); }

const std::shared_ptr<const Generation>& Generation::built_in(std::size_t index) {
  BuiltIn& entry = *all()[index];
  std::call_once(entry.compiled, [&] {
    Schemas schemas;
    for (const char* part : {"root", "handler"}) {
      if (const Json* json = find_schema(entry.name + "/" + part)) schemas.emplace(part, json);
    }
    Result<std::shared_ptr<const Generation>> made =
        make(*find_schema(entry.name + "/generation"), schemas, true, read_recipes(entry.name));
    if (!made) never();
    entry.generation = *made;
  });
  return entry.generation;
}

std::shared_ptr<const Generation> Generation::find_built_in(std::string_view name) {
  for (std::size_t i = 0; i < built_in_count(); ++i) {
    if (all()[i]->name == name) return built_in(i);
  }
  return nullptr;
}

std::optional<FileKind> kind_of_path(std::string_view path) {
  static const auto kinds = [] {
    std::map<std::string, FileKind, std::less<>> names{{"setenv.sh", FileKind::environment}};
    for (const auto& entry : all()) {
      const Json& manifest = *find_schema(entry->name + "/generation");
      for (const auto& [part, kind] : {std::pair("root", FileKind::root), std::pair("handler", FileKind::handler)}) {
        if (const auto type = manifest.find(part); type != manifest.end()) names[type->at("files")] = kind;
      }
    }
    return names;
  }();
  const std::size_t slash = path.rfind('/');
  const auto found = kinds.find(slash == std::string_view::npos ? path : path.substr(slash + 1));
  if (found == kinds.end()) return std::nullopt;
  return found->second;
}

}  // namespace paas
