// Reads the YAML of a folder of schemas, says what is wrong with it, and compiles it.
#include "core/app/own_generation.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/schema/keywords.h"
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

constexpr std::size_t max_patterns = 500;

bool is_option(std::string_view key) {
  return key == "how" || key == "otherwise" || key == "because" || key == "prefix" || key == "starts";
}

// At most one placeholder, and one that is known.
bool is_name(const std::string& name) {
  const std::size_t brace = name.find('{');
  if (brace == std::string::npos) return !name.empty();
  for (const std::string_view known : {"{value}", "{key}", "{words}"}) {
    if (name.compare(brace, known.size(), known) == 0) return name.find('{', brace + 1) == std::string::npos;
  }
  return false;
}

bool is_use(const Json& entry) {
  if (!entry.is_object()) return false;
  std::size_t kinds = 0;
  for (const auto& [key, value] : entry.items()) {
    if (key == "when") {
      if (!value.is_object() || value.size() != 1 || !value.begin()->is_string()) return false;
      continue;
    }
    if (!value.is_string()) return false;
    if (key == "starts" && value != "here" && value != "there") return false;
    if (is_option(key)) continue;
    if (!is_name(value.get<std::string>())) return false;
    ++kinds;
  }
  return kinds == 1;
}

bool is_list_of_uses(const Json& value) {
  if (!value.is_array()) return false;
  for (const Json& entry : value) {
    if (!is_use(entry)) return false;
  }
  return true;
}

// An address that can stand in Markdown as it is.
bool is_link(const Json& value) {
  constexpr std::string_view scheme = "https://";
  if (!value.is_string()) return false;
  const std::string_view link = value.get_ref<const std::string&>();
  return link.starts_with(scheme) && std::all_of(link.begin(), link.end(), [](char c) {
           return c > ' ' && c != '\x7F' && std::string_view("()<>[]\\`\"").find(c) == std::string_view::npos;
         });
}

// What is wrong with a keyword of ours. Those that count resources belong to the deployer.
std::optional<std::string> fault_of(std::string_view keyword, const Json& value) {
  if (keyword == schema::keywords::defines || keyword == schema::keywords::refers ||
      keyword == schema::keywords::mentions) {
    if (is_list_of_uses(value)) return std::nullopt;
    return "must be a list of entries such as `{KIND: NAME}`, with one kind, and `{value}`, `{key}` or `{words}` in "
           "names";
  }
  if (keyword == schema::keywords::message || keyword == schema::keywords::starts)
    return value.is_string() ? std::nullopt : std::optional<std::string>("must be a text");
  if (keyword == schema::keywords::value) {
    if (value == "permission" || value == "layer" || value == "rate") return std::nullopt;
    return "must be `permission`, `layer` or `rate`";
  }
  if (keyword == schema::keywords::link) {
    if (is_link(value)) return std::nullopt;
    return "must be an address that begins with `https://` and has no blanks and brackets in it";
  }
  return "is not a keyword for schemas of one's own; docs/schemas.md lists those that are";
}

std::optional<std::string> fault_in(const Json& json) {
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      if (!key.starts_with(schema::keywords::prefix)) continue;
      if (const auto fault = fault_of(key, value)) return "`" + key + "` " + *fault;
    }
  }
  if (!json.is_structured()) return std::nullopt;
  for (const Json& child : json) {
    if (const auto fault = fault_in(child)) return fault;
  }
  return std::nullopt;
}

std::size_t patterns_in(const Json& json) {
  std::size_t count = 0;
  if (json.is_object()) {
    count += json.contains("pattern") ? 1 : 0;
    if (const auto found = json.find("patternProperties"); found != json.end()) count += found->size();
  }
  if (!json.is_structured()) return count;
  for (const Json& child : json) count += patterns_in(child);
  return count;
}

// What YAML has and JSON has not.
bool is_no_json(const yaml::Document& document, yaml::NodeId node) {
  const yaml::Kind kind = document.kind(node);
  if (kind == yaml::Kind::timestamp || kind == yaml::Kind::binary || kind == yaml::Kind::set) return true;
  return kind == yaml::Kind::number && !std::isfinite(document.number_of(node));
}

Result<Json> read(const SchemaFile& file, bool is_manifest) {
  const yaml::Document document = yaml::parse(file.text, {0, static_cast<std::uint32_t>(file.text.size())});
  for (const yaml::Problem& problem : document.problems()) {
    return Error{place(file, problem.range) + problem.message};
  }
  for (yaml::NodeId node = 0; node < document.size(); ++node) {
    if (is_no_json(document, node))
      return Error{place(file, document.range(node)) + "JSON has no such value; put it into quotes to make it a text"};
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
  std::size_t patterns = 0;
  for (const SchemaFile& file : files) {
    const bool is_manifest = name_of(file.path) == "generation";
    Result<Json> json = read(file, is_manifest);
    if (!json) return Error{json.error()};
    patterns += patterns_in(*json);
    if (patterns > max_patterns) return Error{file.path + ": more than 500 patterns in the folder"};
    schemas[name_of(file.path)] = std::move(*json);
    if (is_manifest) manifest = &file;
  }
  if (manifest == nullptr) return Error{"there is no `generation.yaml` in it"};
  Generation::Schemas by_name;
  for (const auto& [name, json] : schemas) by_name.emplace(name, &json);
  Result<std::shared_ptr<const Generation>> generation = Generation::make(schemas["generation"], by_name);
  if (!generation) return Error{manifest->path.substr(0, manifest->path.rfind('/') + 1) + generation.error()};
  return generation;
}

}  // namespace paas
