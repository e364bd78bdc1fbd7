// Reads one Python file of an app: fragment, YAML, schema, symbols.
#include "core/app/file.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "core/names/names.h"

namespace paas {

namespace {

bool is_scalar(yaml::Kind kind) {
  return kind != yaml::Kind::mapping && kind != yaml::Kind::sequence && kind != yaml::Kind::null;
}

std::string replace(std::string text, std::string_view placeholder, std::string_view value) {
  const std::size_t at = text.find(placeholder);
  return at == std::string::npos ? text : text.replace(at, placeholder.size(), value);
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

  void run(std::shared_ptr<const Generation> generation) {
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
    const bool is_given = generation != nullptr;
    file_.generation = is_given ? std::move(generation) : first_candidate();
    const FileType* type = file_.type();
    if (type == nullptr) return;
    find_fragments(*type);
    if (!is_given) recognise();
    file_.recognised = has_signature(*file_.generation);
    for (const yaml::NodeId body : file_.bodies) evaluate(body);
    read_code();
    file_.annotations.shrink_to_fit();  // files are kept, by the ten thousand
    file_.occurrences.shrink_to_fit();
    file_.fragments.shrink_to_fit();
  }

 private:
  // The newest generation that has files of this name with fragments in them.
  std::shared_ptr<const Generation> first_candidate() const {
    for (std::size_t i = 0; i < Generation::built_in_count(); ++i) {
      if (is_candidate(*Generation::built_in(i))) return Generation::built_in(i);
    }
    return Generation::newest();
  }

  bool is_candidate(const Generation& generation) const {
    const FileType* type = generation.type(file_.kind);
    return type != nullptr && type->schema && file_.path.ends_with(type->files);
  }

  // What comes with the program finds fragments in the same way in files of the same name.
  void recognise() {
    if (file_.infra == yaml::no_node) return;
    for (std::size_t i = 0; i < Generation::built_in_count(); ++i) {
      const auto& candidate = Generation::built_in(i);
      if (!is_candidate(*candidate) || !has_signature(*candidate)) continue;
      file_.generation = candidate;
      return;
    }
  }

  bool has_signature(const Generation& generation) const {
    const FileType* type = generation.type(file_.kind);
    if (type == nullptr || !type->signature || file_.infra == yaml::no_node) return false;
    return type->signature->evaluate(file_.document, file_.infra).valid;
  }

  void find_fragments(const FileType& type) {
    if (type.docstring == Docstring::none) {
      file_.fragment.found = file_.fragment.read_by_deployer = true;
      file_.fragment.range = {0, static_cast<std::uint32_t>(file_.text.size())};
      return add_fragment(type, file_.fragment.range);
    }
    if (type.docstring == Docstring::module) {
      file_.fragment = python::find_fragment(file_.text);
      if (file_.fragment.found && type.schema) add_fragment(type, file_.fragment.range);
      return;
    }
    if (file_.text.find(type.after) == std::string::npos || file_.text.find(type.key) == std::string::npos) return;
    const auto of = type.docstring == Docstring::all ? python::Docstrings::all : python::Docstrings::functions;
    for (const Range docstring : python::find_docstrings(file_.text, of)) {
      const std::optional<Range> range = behind_line(docstring, type.after);
      if (!range || slice(file_.text, *range).find(type.key) == std::string_view::npos) continue;
      if (!file_.fragment.found) file_.fragment = {true, *range, {}, true};
      add_fragment(type, *range);
    }
  }

  // What stands in the docstring behind the line that holds just `line`.
  std::optional<Range> behind_line(Range docstring, std::string_view line) const {
    if (line.empty()) return docstring;
    std::uint32_t at = docstring.begin;
    while (at < docstring.end) {
      const std::size_t newline = file_.text.find('\n', at);
      const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(newline, docstring.end));
      std::string_view text = slice(file_.text, {at, end});
      while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
      while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
      at = end + 1;
      if (text == line) return Range{std::min(at, docstring.end), docstring.end};
    }
    return std::nullopt;
  }

  void add_fragment(const FileType& type, Range range) {
    const bool is_first = file_.bodies.empty();
    file_.fragments.push_back(range);
    if (!is_first && file_.document.alias_visits() > yaml::max_alias_visits) return;
    yaml::Document document = yaml::parse(file_.text, range);
    if (!is_first && file_.document.alias_visits() + document.alias_visits() > yaml::max_alias_visits) {
      yaml::Builder stopped;
      stopped.problem({yaml::ProblemKind::too_many_aliases,
                       {range.begin, range.begin},
                       "with this fragment the aliases of the file stand for too many values; what follows is not read",
                       {}});
      file_.document.append(stopped.finish(stopped.null({range.begin, range.begin}), false, document.alias_visits()));
      return;
    }
    yaml::NodeId body = document.root();
    if (!type.key.empty()) {
      body = document.find(document.root(), type.key);
      if (body != yaml::no_node && is_unindented(document, body)) body = yaml::no_node;
    }
    if (file_.bodies.empty()) {
      file_.document = std::move(document);
    } else {
      const yaml::NodeId first = file_.document.append(std::move(document));
      if (body != yaml::no_node) body += first;
    }
    if (body == yaml::no_node) return;
    if (file_.bodies.empty()) file_.infra = body;
    file_.bodies.push_back(body);
  }

  // `infra:` with nothing below it, because what follows is not indented.
  static bool is_unindented(const yaml::Document& document, yaml::NodeId body) {
    return document.kind(body) == yaml::Kind::null && document.entry_count(document.root()) > 1;
  }

  void evaluate(yaml::NodeId body) {
    const FileType& type = *file_.type();
    const bool is_needless = file_.document.kind(body) == yaml::Kind::null && !type.required;
    // A file that is all YAML may be another tool's.
    const bool is_foreign = type.key.empty() && !file_.recognised && file_.generation->is_built_in();
    if (!type.schema || is_needless || is_foreign) return;
    add(type.schema->evaluate(file_.document, body, schema::Collect::semantic, file_.text));
  }

  void add(schema::Evaluation evaluation) {
    const std::size_t before = file_.annotations.size();
    std::move(evaluation.problems.begin(), evaluation.problems.end(), std::back_inserter(file_.problems));
    std::move(evaluation.annotations.begin(), evaluation.annotations.end(), std::back_inserter(file_.annotations));
    for (std::size_t i = before; i < file_.annotations.size(); ++i) {
      const schema::Annotation& annotation = file_.annotations[i];
      if (is_wrong_scalar(annotation.node)) continue;
      for (const SymbolUse& use : file_.generation->uses(annotation.schema)) add(annotation, use);
    }
  }

  // A value that the schema refuses stands for nothing, so that a mistake has no consequences.
  bool is_wrong_scalar(yaml::NodeId node) const { return is_scalar(file_.document.kind(node)) && file_.is_wrong(node); }

  void add(const schema::Annotation& annotation, const SymbolUse& use) {
    const yaml::Document& document = file_.document;
    const yaml::Kind kind = document.kind(annotation.node);
    // What a word of the language says stands at the word, not at all that is below it.
    const bool is_word = !use.symbol.empty() && !is_scalar(kind);
    const bool at_key = annotation.key != yaml::no_node && (is_word || use.is_named_by_key());
    const yaml::NodeId place = at_key ? annotation.key : annotation.node;
    Range range = document.range(place);
    if (!use.symbol.empty()) {
      file_.occurrences.push_back({use.symbol, range, &use, place});
      return;
    }
    std::string_view value = document.text(place);
    if (document.kind(place) != yaml::Kind::string || !value.starts_with(use.prefix)) return;
    value.remove_prefix(use.prefix.size());
    // A path without a word is a route of its own: `app-`.
    if (value.empty() && use.name.find("{words}") == std::string::npos) return;
    if (!use.prefix.empty()) range = behind_prefix(range, use.prefix, value);
    std::string name = replace(use.name, use.is_named_by_key() ? "{key}" : "{value}", value);
    if (name.find("{words}") != std::string::npos) name = replace(name, "{words}", names::words_of_path(value));
    if (use.defines() && use.kind == file_.type()->defines) file_.name_space = name;
    file_.occurrences.push_back({keep(file_.generation->symbol(use.kind, name)), range, &use, place});
  }

  // Where the name stands, if the text is written as it is meant.
  Range behind_prefix(Range range, std::string_view prefix, std::string_view name) const {
    const std::string_view written = slice(file_.text, range);
    const std::size_t at = written.find(prefix);
    if (at == std::string_view::npos || !written.substr(at + prefix.size()).starts_with(name)) return range;
    const auto begin = range.begin + static_cast<std::uint32_t>(at + prefix.size());
    return {begin, begin + static_cast<std::uint32_t>(name.size())};
  }

  void read_code() {
    if (file_.kind != FileKind::handler || !file_.generation->reads_code()) return;
    file_.code = python::read_code(file_.text, file_.fragment);
    for (const python::EnvironmentRead& read : file_.code.reads) {
      if (!read.seen_by_deployer) continue;
      const std::string_view variable = slice(file_.text, read.range);
      const ReadUse* meaning = file_.generation->read_use(variable);
      if (meaning == nullptr) continue;
      file_.occurrences.push_back(
          {keep(file_.generation->symbol_of_read(*meaning, variable)), read.range, &meaning->use, yaml::no_node});
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

bool File::is_wrong(yaml::NodeId node) const {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const schema::Problem& problem) { return problem.node == node; });
}

std::string_view File::value_of(const Occurrence& occurrence) const {
  return occurrence.node == yaml::no_node ? std::string_view() : document.text(occurrence.node);
}

Range File::fragment_head() const {
  const bool has_key = infra != yaml::no_node && type() != nullptr && !type()->key.empty();
  if (has_key) return document.range(document.find_key(document.root(), type()->key));
  if (infra != yaml::no_node && document.entry_count(infra) > 0) return document.range(document.entry(infra, 0).key);
  if (fragment.found && fragment.range.begin >= 3) return {fragment.range.begin - 3, fragment.range.begin};
  return {0, 0};
}

std::shared_ptr<const File> analyze(std::string path, FileKind kind, std::string text,
                                    std::shared_ptr<const Generation> generation) {
  if (text.size() > max_file_size) {
    return troubled_file(
        std::move(path), kind, Trouble::unreadable,
        std::to_string(text.size()) + " bytes, more than the " + std::to_string(max_file_size) + " that are read");
  }
  if (kind == FileKind::environment) return analyze_environment(std::move(path), std::move(text));
  const auto file = std::make_shared<File>();
  file->path = std::move(path);
  file->text = std::move(text);
  file->kind = kind;
  Analysis(*file).run(std::move(generation));
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
  if (file.type() == nullptr || !file.type()->schema) return false;
  // A file that is all YAML may be another tool's.
  if (file.type()->key.empty()) return file.recognised || !file.generation->is_built_in();
  if (file.infra != yaml::no_node) return true;
  // A broken fragment may still be meant as one.
  const std::string_view content = slice(file.text, file.fragment.range);
  return !file.document.complete() && content.find(file.type()->key) != std::string_view::npos;
}

bool is_meant_as_fragment(const File& file) {
  if (has_fragment(file)) return true;
  const FileType* type = file.type();
  if (type == nullptr || !type->signature || type->key.empty()) return false;
  const yaml::Document& document = file.document;
  for (std::uint32_t i = 0; i < document.entry_count(document.root()); ++i) {
    const yaml::Entry entry = document.entry(document.root(), i);
    const bool is_near = !schema::nearest(document.text(entry.key), {type->key}).empty();
    if (is_near && type->signature->evaluate(document, entry.value).valid) return true;
  }
  return false;
}

bool takes_part(const File& file) {
  const FileType* type = file.type();
  return type != nullptr && (!type->schema || has_fragment(file));
}

bool is_root(const File& file) {
  return file.kind == FileKind::root && has_fragment(file) && (file.recognised || file.infra == yaml::no_node);
}

}  // namespace paas
