// Reads `paas.yaml` with the same YAML, the same schema engine and the same symbols as a fragment.
#include "core/app/settings.h"

#include <fnmatch.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <unordered_map>

#include "core/app/file.h"
#include "core/names/names.h"
#include "core/text/path.h"

namespace paas {

namespace {

using yaml::Document;
using yaml::NodeId;

class Reader {
 public:
  explicit Reader(const File& file) : file_(file), document_(file.document) {}

  NodeId find(std::string_view key) const { return document_.find(document_.root(), key); }

  // Values that the schema refuses count for nothing.
  std::string text(std::string_view key) const {
    const NodeId node = find(key);
    return node == yaml::no_node || file_.is_wrong(node) ? std::string() : std::string(document_.text(node));
  }

  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> result;
    const NodeId list = find(key);
    for (std::uint32_t i = 0; list != yaml::no_node && i < document_.item_count(list); ++i) {
      const std::string_view item = document_.text(document_.item(list, i));
      if (!item.empty()) result.emplace_back(item);
    }
    return result;
  }

  std::map<std::string, std::string> severities() const {
    std::map<std::string, std::string> result;
    const NodeId mapping = find("severity");
    for (std::uint32_t i = 0; mapping != yaml::no_node && i < document_.entry_count(mapping); ++i) {
      const yaml::Entry entry = document_.entry(mapping, i);
      if (file_.is_wrong(entry.value)) continue;
      const bool off = document_.kind(entry.value) == yaml::Kind::boolean;  // `off` is the boolean false in YAML 1.1
      result[std::string(document_.text(entry.key))] = off ? "off" : document_.text(entry.value);
    }
    return result;
  }

  // The variables that hold: those for every stage, and those of the one. A later one wins. The tree decides what
  // belongs to a stage, not the place in the text: stages share values by anchors and `<<`.
  std::vector<Variable> variables(const std::string& stage) const {
    std::unordered_map<NodeId, const SymbolUse*> meanings;  // of keys
    for (const schema::Annotation& annotation : file_.annotations) {
      if (annotation.key == yaml::no_node || file_.is_wrong(annotation.key)) continue;
      for (const SymbolUse& use : file_.generation->uses(annotation.schema)) {
        if (use.kind == "parameter") meanings.emplace(annotation.key, &use);
      }
    }
    std::vector<Variable> variables;
    add_variables(document_.root(), meanings, variables);
    const NodeId stages = find("stages");
    const NodeId chosen = stages == yaml::no_node ? yaml::no_node : document_.find(stages, stage);
    if (chosen != yaml::no_node) add_variables(chosen, meanings, variables);
    return variables;
  }

 private:
  void add_variables(NodeId values, const std::unordered_map<NodeId, const SymbolUse*>& meanings,
                     std::vector<Variable>& variables) const {
    for (std::uint32_t i = 0; i < document_.entry_count(values); ++i) {
      const NodeId group = document_.entry(values, i).value;
      for (std::uint32_t j = 0; j < document_.entry_count(group); ++j) {
        const yaml::Entry entry = document_.entry(group, j);
        const auto meaning = meanings.find(entry.key);
        if (meaning != meanings.end() && !file_.is_wrong(entry.value))
          variables.push_back(variable(entry, *meaning->second));
      }
    }
  }

  Variable variable(const yaml::Entry& entry, const SymbolUse& use) const {
    Variable variable;
    std::string name = use.name;
    const std::string_view key = document_.text(entry.key);
    if (const std::size_t at = name.find("{key}"); at != std::string::npos) name.replace(at, 5, key);
    // A variable has the name that is written; what a key of ours stands for has the deployer's.
    variable.name = use.name == "{key}" ? std::string(key) : names::uppercase(name);
    variable.name_range = document_.range(entry.key);
    variable.value_range = document_.range(entry.value);
    // `010` and `yes` are what is written there, which is what a shell would take; an alias is written at its anchor.
    const NodeId target = document_[entry.value].target;
    const Range written = target == yaml::no_node ? variable.value_range : document_.range(target);
    const bool is_text = document_.kind(entry.value) == yaml::Kind::string;
    variable.value = is_text ? document_.text(entry.value) : slice(file_.text, written);
    variable.value_known = true;
    variable.use = &use;
    return variable;
  }

  const File& file_;
  const Document& document_;
};

}  // namespace

const std::shared_ptr<const Generation>& settings_generation() {
  static const auto& generation = *[] {
    const Generation::Schemas schemas{{"settings", find_schema("settings")}};
    auto made = Generation::make(*find_schema("settings-generation"), schemas);
    if (!made) std::abort();
    return new std::shared_ptr<const Generation>(*made);
  }();
  return generation;
}

std::string Settings::path_of(std::string_view named) const {
  const std::filesystem::path joined =
      named.starts_with('/') ? std::filesystem::path(named) : std::filesystem::path(directory) / named;
  std::string normal = joined.lexically_normal().string();
  while (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
  return normal;
}

Settings parse_settings(std::string path, std::string text, std::string_view stage) {
  Settings settings;
  const std::size_t slash = path.rfind('/');
  settings.directory = slash == std::string::npos ? "." : path.substr(0, slash);
  settings.path = path;
  settings.file = analyze(path, FileKind::root, std::move(text), settings_generation());
  const File& file = *settings.file;
  std::vector<Variable> variables;
  if (file.trouble == Trouble::none && file.document.kind(file.document.root()) == yaml::Kind::mapping) {
    const Reader reader(file);
    settings.name = reader.text("name");
    settings.package = reader.text("package");
    settings.generation = reader.text("generation");
    settings.environment = reader.texts("environment");
    settings.exclude = reader.texts("exclude");
    settings.severity = reader.severities();
    settings.permissions = reader.texts("permissions");
    settings.layers = reader.texts("layers");
    settings.stage = stage.empty() ? reader.text("stage") : std::string(stage);
    variables = reader.variables(settings.stage);
  }
  settings.values = environment_of(std::move(path), file.text, std::move(variables));
  return settings;
}

bool is_excluded(const Settings& settings, std::string_view path) {
  if (settings.exclude.empty() || !is_at_or_below(path, settings.directory)) return false;
  path.remove_prefix(settings.directory.size());
  while (path.starts_with('/')) path.remove_prefix(1);
  const std::string relative(path);
  const auto has_name = [&](const std::string& glob) {
    for (std::size_t begin = 0; begin <= relative.size();) {
      const std::size_t end = std::min(relative.find('/', begin), relative.size());
      if (fnmatch(glob.c_str(), relative.substr(begin, end - begin).c_str(), FNM_PERIOD) == 0) return true;
      begin = end + 1;
    }
    return false;
  };
  for (std::string glob : settings.exclude) {
    while (glob.ends_with('/')) glob.pop_back();
    if (glob.starts_with("./")) glob.erase(0, 2);
    if (glob.starts_with('/')) glob.erase(0, 1);
    const bool anywhere = glob.find('/') == std::string::npos;
    if (anywhere && has_name(glob)) return true;
    if (fnmatch(glob.c_str(), relative.c_str(), FNM_PATHNAME | FNM_LEADING_DIR) == 0) return true;
  }
  return false;
}

}  // namespace paas
