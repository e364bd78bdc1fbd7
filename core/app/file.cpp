// Reads one Python file of an app: fragment, YAML, schema, symbols.
#include "core/app/file.h"

#include <algorithm>

#include "core/names/names.h"

namespace paas {

namespace {

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_scalar(yaml::Kind kind) {
  return kind != yaml::Kind::mapping && kind != yaml::Kind::sequence && kind != yaml::Kind::null;
}

std::string replace(std::string text, std::string_view placeholder, std::string_view value) {
  const std::size_t at = text.find(placeholder);
  return at == std::string::npos ? text : text.replace(at, placeholder.size(), value);
}

// What the deployer takes a read of the environment for: `APP_...` is a resource of the app, all else a parameter.
const SymbolUse& use_of_read(std::string_view name) {
  static const SymbolUse resource{.kind = "resource", .because = "the code reads it"};
  static const SymbolUse parameter{.kind = "parameter", .because = "the code reads it"};
  return name.starts_with("APP_") ? resource : parameter;
}

constexpr std::string_view conflict_marker = "<<<<<<<";

// Where git left a conflict: the marker at the start of a line, and a blank after it.
std::size_t find_conflict(std::string_view text) {
  std::size_t at = text.find(conflict_marker);
  while (at != std::string_view::npos) {
    const std::size_t end = at + conflict_marker.size();
    if ((at == 0 || text[at - 1] == '\n') && end < text.size() && text[end] == ' ') return at;
    at = text.find(conflict_marker, end);
  }
  return at;
}

class Analysis {
 public:
  explicit Analysis(File& file) : file_(file) {}

  void run() {
    const std::size_t invalid = first_invalid_utf8(file_.text);
    if (invalid != std::string_view::npos) {
      const auto at = static_cast<std::uint32_t>(invalid);
      file_.trouble = Trouble::not_utf8;
      file_.trouble_range = {at, at + 1};
      return;
    }
    if (const std::size_t conflict = find_conflict(file_.text); conflict != std::string_view::npos) {
      const auto at = static_cast<std::uint32_t>(conflict);
      file_.trouble = Trouble::merge_conflict;
      file_.trouble_range = {at, at + static_cast<std::uint32_t>(conflict_marker.size())};
      return;
    }
    file_.fragment = python::find_fragment(file_.text);
    if (file_.kind == FileKind::handler) file_.code = python::read_code(file_.text, file_.fragment);
    if (file_.fragment.found) read_fragment();
    read_environment_reads();
    file_.occurrences.shrink_to_fit();  // files are kept, by the ten thousand
  }

 private:
  void read_fragment() {
    file_.document = yaml::parse(file_.text, file_.fragment.range);
    file_.infra = file_.document.find(file_.document.root(), "infra");
    if (is_unindented()) file_.infra = yaml::no_node;
    if (file_.infra == yaml::no_node) return;
    const Generation& generation = Generation::current();
    const schema::Schema& schema = file_.kind == FileKind::root ? generation.root() : generation.handler();
    schema::Evaluation evaluation = schema.evaluate(file_.document, file_.infra, schema::Collect::semantic, file_.text);
    file_.problems = std::move(evaluation.problems);
    file_.annotations = std::move(evaluation.annotations);
    for (const schema::Annotation& annotation : file_.annotations) {
      if (is_wrong_scalar(annotation.node)) continue;
      for (const SymbolUse& use : generation.uses(annotation.schema)) add(annotation, use);
    }
    file_.annotations.shrink_to_fit();
  }

  // `infra:` with nothing below it, because what follows is not indented.
  bool is_unindented() const {
    return file_.infra != yaml::no_node && file_.document.kind(file_.infra) == yaml::Kind::null &&
           file_.document.entry_count(file_.document.root()) > 1;
  }

  // A value that the schema refuses stands for nothing, so that a mistake has no consequences.
  bool is_wrong_scalar(yaml::NodeId node) const {
    return is_scalar(file_.document.kind(node)) &&
           std::any_of(file_.problems.begin(), file_.problems.end(),
                       [&](const schema::Problem& problem) { return problem.node == node; });
  }

  void add(const schema::Annotation& annotation, const SymbolUse& use) {
    const yaml::Document& document = file_.document;
    const yaml::Kind kind = document.kind(annotation.node);
    const bool at_key = !is_scalar(kind) && annotation.key != yaml::no_node;
    const Range range = document.range(at_key ? annotation.key : annotation.node);
    if (!use.symbol.empty()) {
      file_.occurrences.push_back({use.symbol, range, &use, annotation.node});
      return;
    }
    const std::string_view value = document.text(annotation.node);
    if (kind != yaml::Kind::string || value.empty()) return;
    std::string name = replace(use.name, "{value}", value);
    if (name.find("{words}") != std::string::npos) name = replace(name, "{words}", names::words_of_path(value));
    if (use.defines && use.kind == "namespace") file_.name_space = name;
    file_.occurrences.push_back({keep(make_symbol(use.kind, name)), range, &use, annotation.node});
  }

  void read_environment_reads() {
    for (const python::EnvironmentRead& read : file_.code.reads) {
      if (!read.seen_by_deployer) continue;
      const std::string_view name = slice(file_.text, read.range);
      const SymbolUse& use = use_of_read(name);
      file_.occurrences.push_back({keep(make_symbol(use.kind, name)), read.range, &use, yaml::no_node});
    }
  }

  std::string_view keep(std::string symbol) { return file_.symbols.emplace_back(std::move(symbol)); }

  File& file_;
};

}  // namespace

yaml::NodeId File::find(std::initializer_list<std::string_view> keys) const {
  yaml::NodeId node = infra;
  for (const std::string_view key : keys) {
    if (node == yaml::no_node) break;
    node = document.find(node, key);
  }
  return node;
}

std::string_view File::text_at(std::initializer_list<std::string_view> keys) const {
  const yaml::NodeId node = find(keys);
  return node == yaml::no_node || document.kind(node) != yaml::Kind::string ? std::string_view() : document.text(node);
}

std::string_view File::value_of(const Occurrence& occurrence) const {
  return occurrence.node == yaml::no_node ? std::string_view() : document.text(occurrence.node);
}

Range File::fragment_head() const {
  if (infra != yaml::no_node) return document.range(document.find_key(document.root(), "infra"));
  if (fragment.found && fragment.range.begin >= 3) return {fragment.range.begin - 3, fragment.range.begin};
  return {0, 0};
}

bool kind_of_path(std::string_view path, FileKind& kind) {
  const std::string_view name = file_name(path);
  if (name == "index.py") kind = FileKind::handler;
  if (name == "__init__.py") kind = FileKind::root;
  if (name == "setenv.sh") kind = FileKind::environment;
  return name == "index.py" || name == "__init__.py" || name == "setenv.sh";
}

std::shared_ptr<const File> analyze(std::string path, FileKind kind, std::string text) {
  const auto file = std::make_shared<File>();
  file->path = std::move(path);
  file->text = std::move(text);
  file->kind = kind;
  Analysis(*file).run();
  return file;
}

std::shared_ptr<const File> troubled_file(std::string path, FileKind kind, Trouble trouble, std::string message) {
  const auto file = std::make_shared<File>();
  file->path = std::move(path);
  file->kind = kind;
  file->trouble = trouble;
  file->trouble_message = std::move(message);
  return file;
}

bool has_fragment(const File& file) {
  if (file.infra != yaml::no_node) return true;
  // A broken fragment may still be meant as one.
  const std::string_view content = slice(file.text, file.fragment.range);
  return !file.document.complete() && content.find("infra") != std::string_view::npos;
}

bool is_root(const File& file) {
  return file.kind == FileKind::root && has_fragment(file) && file.find({"type"}) == yaml::no_node;
}

}  // namespace paas
