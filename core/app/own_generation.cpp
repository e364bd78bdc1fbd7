// Reads the YAML of a folder of schemas, says what is wrong with it, and compiles it.
#include "core/app/own_generation.h"

#include <nlohmann/json.hpp>

#include <optional>

#include "core/text/text.h"
#include "core/yaml/document.h"
#include "core/yaml/json.h"

namespace paas {

namespace {

using schema::Json;

std::string place(const SchemaFile& file, Range range) {
  const Position position = Lines(file.text).code_points(range.begin);
  return file.path + ":" + std::to_string(position.line + 1) + ":" + std::to_string(position.character + 1) + ": ";
}

std::string name_of(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

const schema::Schema& manifest_schema() {
  static const auto& schema = *new schema::Schema(std::move(*schema::Schema::compile(*find_schema("generation"))));
  return schema;
}

bool is_use(const Json& entry) {
  if (!entry.is_object() || entry.empty()) return false;
  for (const auto& [key, value] : entry.items()) {
    const bool is_condition = key == "when";
    if (is_condition && (!value.is_object() || value.size() != 1 || !value.begin()->is_string())) return false;
    if (!is_condition && !value.is_string()) return false;
  }
  return true;
}

bool is_list_of_uses(const Json& value) {
  if (!value.is_array()) return false;
  for (const Json& entry : value) {
    if (!is_use(entry)) return false;
  }
  return true;
}

// What is wrong with a keyword of ours. Those that count resources belong to the deployer.
std::optional<std::string> fault_of(std::string_view keyword, const Json& value) {
  if (keyword == "x-paas-defines" || keyword == "x-paas-refers" || keyword == "x-paas-mentions") {
    if (is_list_of_uses(value)) return std::nullopt;
    return "must be a list of entries such as `{KIND: NAME}`, with texts as values";
  }
  if (keyword == "x-paas-value" || keyword == "x-paas-message") {
    return value.is_string() ? std::nullopt : std::optional<std::string>("must be a text");
  }
  return "is not a keyword for schemas of one's own; docs/schemas.md lists those that are";
}

std::optional<std::string> fault_in(const Json& json) {
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      if (!key.starts_with("x-paas-")) continue;
      if (const auto fault = fault_of(key, value)) return "`" + key + "` " + *fault;
    }
  }
  if (!json.is_structured()) return std::nullopt;
  for (const Json& child : json) {
    if (const auto fault = fault_in(child)) return fault;
  }
  return std::nullopt;
}

Result<Json> read(const SchemaFile& file, bool is_manifest) {
  const yaml::Document document = yaml::parse(file.text, {0, static_cast<std::uint32_t>(file.text.size())});
  for (const yaml::Problem& problem : document.problems()) {
    return Error{place(file, problem.range) + problem.message};
  }
  for (yaml::NodeId node = 0; node < document.size(); ++node) {
    for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
      const yaml::NodeId key = document.entry(node, i).key;
      if (document.kind(key) == yaml::Kind::string) continue;
      return Error{place(file, document.range(key)) + "a key must be a text; put it into quotes"};
    }
  }
  if (is_manifest) {
    const schema::Evaluation evaluation =
        manifest_schema().evaluate(document, document.root(), schema::Collect::nothing, file.text);
    for (const schema::Problem& problem : evaluation.problems) {
      return Error{place(file, document.range(problem.node)) + problem.message};
    }
  }
  // Bounded: YAML is 100 levels deep at most.
  Json json = Json::parse(yaml::to_json(document, document.root()), nullptr, false);
  if (json.is_discarded()) return Error{file.path + ": holds what JSON cannot"};
  if (const auto fault = fault_in(json)) return Error{file.path + ": " + *fault};
  return json;
}

}  // namespace

Result<std::shared_ptr<const Generation>> make_generation(const std::vector<SchemaFile>& files) {
  std::map<std::string, Json> schemas;
  const SchemaFile* manifest = nullptr;
  for (const SchemaFile& file : files) {
    const bool is_manifest = name_of(file.path) == "generation";
    Result<Json> json = read(file, is_manifest);
    if (!json) return Error{json.error()};
    schemas[name_of(file.path)] = std::move(*json);
    if (is_manifest) manifest = &file;
  }
  if (manifest == nullptr) return Error{"there is no `generation.yaml` in it"};
  Generation::Schemas by_name;
  for (const auto& [name, json] : schemas) by_name.emplace(name, &json);
  Result<std::shared_ptr<const Generation>> generation = Generation::make(schemas["generation"], by_name);
  if (!generation) return Error{manifest->path + ": " + generation.error()};
  return generation;
}

}  // namespace paas
