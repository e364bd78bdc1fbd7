// Tells the words of a fragment apart by the kinds of nodes and by what the schema says about them.
#include "core/query/colours.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/query/comments.h"
#include "core/query/layout.h"
#include "core/query/target.h"
#include "core/schema/keywords.h"

namespace paas::query {

namespace {

using yaml::Kind;
using yaml::NodeId;

class Painter {
 public:
  Painter(const App& app, const File& file) : app_(app), file_(file) {}

  std::vector<Word> run() {
    if (file_.trouble != Trouble::none) return {};
    if (has_fragment(file_)) paint_fragments();
    for (const python::EnvironmentRead& read : file_.code.reads) {
      const std::string_view name = slice(file_.text, read.range);
      const bool is_name = !name.empty() && name.find_first_of("\r\n") == std::string_view::npos;
      if (read.in_code && is_name) words_.push_back({read.range, WordKind::name});
    }
    std::stable_sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) {
      return a.range.begin != b.range.begin ? a.range.begin < b.range.begin : a.range.end < b.range.end;
    });
    drop_overlaps();
    return std::move(words_);
  }

 private:
  void paint_fragments() {
    kinds_.resize(file_.document.size(), WordKind::text);
    is_named_.resize(file_.document.size());
    for (NodeId node = 0; node < file_.document.size(); ++node) kinds_[node] = kind_of_value(node);
    for (const NodeId body : file_.bodies) read_annotations(body);
    mark_keys();
    for (const Occurrence& occurrence : file_.occurrences) paint_name(occurrence);
    for (NodeId node = 0; node < file_.document.size(); ++node) paint(node);
    for (const Range comment : comments_of(file_)) words_.push_back({comment, WordKind::comment});
  }

  WordKind kind_of_value(NodeId node) const {
    switch (file_.document.kind(node)) {
      case Kind::null:
      case Kind::boolean:
        return WordKind::keyword;
      case Kind::integer:
      case Kind::number:
      case Kind::timestamp:
        return WordKind::number;
      default:
        return is_key_by_colon(node) ? WordKind::key : WordKind::text;
    }
  }

  // The first of two equal keys is in no mapping.
  bool is_key_by_colon(NodeId node) const {
    const Range range = file_.document.range(node);
    const std::size_t next = file_.text.find_first_not_of(" \t", range.end);
    if (next == std::string::npos || file_.text[next] != ':' || range.size() == 0) return false;
    return next + 1 == file_.text.size() || std::string_view(" \t\r\n").find(file_.text[next + 1]) != std::string::npos;
  }

  void read_annotations(NodeId body) {
    const auto& schema = file_.type()->schema;
    if (!schema) return;
    const schema::Evaluation evaluation =
        schema->evaluate(file_.document, body, schema::Collect::everything, file_.text);
    for (const schema::Annotation& annotation : evaluation.annotations) {
      if (file_.document.kind(annotation.node) != Kind::string || !annotation.schema->source->is_object()) continue;
      const schema::Json& source = *annotation.schema->source;
      const auto value = source.find(schema::keywords::value);
      if (value != source.end() && *value == "permission") kinds_[annotation.node] = WordKind::permission;
      if (source.contains("const") || source.contains("enum")) kinds_[annotation.node] = WordKind::constant;
    }
  }

  void mark_keys() {
    for (NodeId node = 0; node < file_.document.size(); ++node) {
      if (file_.document[node].alias) continue;
      for (std::uint32_t i = 0; i < file_.document.entry_count(node); ++i)
        kinds_[file_.document.entry(node, i).key] = WordKind::key;
    }
  }

  // A name may be a part of its scalar; what stands before it is text.
  void paint_name(const Occurrence& occurrence) {
    const SymbolUse& use = *occurrence.use;
    const bool is_name = !is_variable(occurrence) && is_named(occurrence) && is_asked_for(app_, use);
    if (!is_name || use.name.find("{words}") != std::string::npos) return;
    const Range whole = file_.document.range(occurrence.node);
    if (kinds_[occurrence.node] == WordKind::key) {
      words_.push_back({whole, WordKind::key, use.defines()});
      return;
    }
    add_lines({occurrence.range, WordKind::name, use.defines()});
    if (whole.begin < occurrence.range.begin) add_lines({{whole.begin, occurrence.range.begin}, WordKind::text});
    if (occurrence.range.end < whole.end) add_lines({{occurrence.range.end, whole.end}, WordKind::text});
    is_named_[occurrence.node] = true;
  }

  void paint(NodeId node) {
    const Kind kind = file_.document.kind(node);
    const Range range = file_.document.range(node);
    const bool is_alias = file_.document[node].alias;
    const bool is_collection = kind == Kind::sequence || kind == Kind::mapping || kind == Kind::set;
    if (range.size() == 0 || (is_collection && !is_alias)) return;
    if (is_named_[node]) return;
    add_lines({range, is_alias ? WordKind::name : kinds_[node]});
  }

  // Editors take words of one line only.
  void add_lines(const Word& word) {
    const std::string_view text = slice(file_.text, word.range);
    if (text.find_first_of("\r\n") == std::string_view::npos) {
      words_.push_back(word);
      return;
    }
    for (Range line : lines_of(file_.text, word.range)) {
      while (line.begin < line.end && file_.text[line.begin] == ' ') ++line.begin;
      if (line.size() > 0) words_.push_back({line, word.kind, word.defines});
    }
  }

  // The same word may have been met twice: merged entries, values of several meanings. The first in `words_` stays;
  // a comment behind the header of a block scalar wins over it.
  void drop_overlaps() {
    std::vector<Word> kept;
    for (Word& word : words_) {
      if (!kept.empty() && word.range.begin < kept.back().range.end) {
        const bool cuts = word.kind == WordKind::comment && kept.back().range.begin < word.range.begin;
        const bool defines = word.range == kept.back().range && word.kind == kept.back().kind && word.defines;
        if (defines) kept.back().defines = true;
        if (!cuts) continue;
        Range& header = kept.back().range;
        header.end = word.range.begin;
        while (header.size() > 1 && file_.text[header.end - 1] == ' ') --header.end;
      }
      kept.push_back(word);
    }
    words_ = std::move(kept);
  }

  const App& app_;
  const File& file_;
  std::vector<WordKind> kinds_;
  std::vector<bool> is_named_;  // painted as a name already
  std::vector<Word> words_;
};

}  // namespace

std::vector<Word> words(const App& app, const File& file) { return Painter(app, file).run(); }

}  // namespace paas::query
