// Writes fragments: takes the lines of an old one over with their comments, moved to where they belong.
#include "core/migrate/output.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/yaml/json.h"

namespace paas::migrate {

namespace {

using Json = nlohmann::json;
using yaml::NodeId;

constexpr std::size_t step = 2;

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::size_t indentation_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

bool is_comment(std::string_view line) { return without_blanks(line).starts_with('#'); }

/// The old fragment by its lines.
class Source {
 public:
  explicit Source(const File& file) : file_(file), lines_(file.text) {}

  // Comment lines right above the key, as long as nothing else stands between.
  std::vector<std::string> lines_above(NodeId key) const {
    std::vector<std::string> found;
    std::uint32_t line = line_of(key);
    const std::uint32_t first = lines_.line_of(file_.fragment.range.begin);
    while (line > first + 1 && is_comment(text(line - 1))) found.emplace_back(without_blanks(text(--line)));
    std::reverse(found.begin(), found.end());
    return found;
  }

  // The comment behind the key in its line, or behind its value where that ends there.
  std::string behind(NodeId key, NodeId value) const {
    const std::uint32_t line = line_of(key);
    const Range range = lines_.line(line);
    std::uint32_t at = file_.document.range(key).end;
    const Range of_value = value == yaml::no_node ? Range{} : file_.document.range(value);
    if (of_value.end > at && of_value.end <= range.end) at = of_value.end;
    const std::string_view rest = slice(file_.text, {at, range.end});
    const std::size_t hash = rest.find(" #");
    const std::size_t tab = rest.find("\t#");
    const std::size_t begin = std::min(hash, tab);
    return begin == std::string_view::npos ? std::string() : std::string(without_blanks(rest.substr(begin)));
  }

  // True if the value begins in a later line than its key.
  bool is_block(NodeId key, NodeId value) const {
    const Range range = file_.document.range(value);
    return range.size() > 0 && lines_.line_of(range.begin) > line_of(key);
  }

  // The lines of a value below its key, with `indentation` for the first and the others relative to it.
  std::string block(NodeId key, NodeId value, std::size_t indentation) const {
    const Range range = file_.document.range(value);
    const std::uint32_t first = line_of(key) + 1;
    const std::uint32_t last = lines_.line_of(range.end > range.begin ? range.end - 1 : range.begin);
    const std::size_t old = indentation_of(text(lines_.line_of(range.begin)));
    std::string out;
    for (std::uint32_t line = first; line <= last; ++line) out += moved(text(line), old, indentation) + "\n";
    return out;
  }

  // A value that begins in the line of its key: the rest of that line, and what follows.
  std::string inline_text(NodeId key, NodeId value, std::size_t indentation) const {
    const std::string_view written = slice(file_.text, written_range(key, value));
    const std::size_t newline = written.find('\n');
    if (newline == std::string_view::npos) return std::string(without_blanks(written));
    // Lines that follow move as far as their key does.
    const std::size_t old = indentation_of(text(line_of(key)));
    std::string out(without_blanks(written.substr(0, newline)));
    std::string_view rest = written.substr(newline + 1);
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      out += "\n" + moved(rest.substr(0, end), old, indentation);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return out;
  }

 private:
  // With the anchor, the tag or the `|` of a block scalar before it.
  Range written_range(NodeId key, NodeId value) const {
    std::uint32_t begin = file_.document.range(key).end;
    while (begin < file_.text.size() && file_.text[begin] != ':') ++begin;
    return {begin + 1, std::max(begin + 1, file_.document.range(value).end)};
  }

  std::uint32_t line_of(NodeId node) const { return lines_.line_of(file_.document.range(node).begin); }
  std::string_view text(std::uint32_t line) const { return slice(file_.text, lines_.line(line)); }

  static std::string moved(std::string_view line, std::size_t old, std::size_t indentation) {
    if (without_blanks(line).empty()) return {};
    const std::size_t own = indentation_of(line);
    const std::size_t inner = own > old ? own - old : 0;
    std::string_view rest = line.substr(own);
    while (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
    return std::string(indentation + inner, ' ') + std::string(rest);
  }

  const File& file_;
  Lines lines_;
};

NodeId value_at(const File& file, NodeId key) {
  // Keys and values lie side by side in the mapping that holds them; searched, since nodes do not know their parents.
  const yaml::Document& document = file.document;
  for (NodeId node = 0; node < document.size(); ++node) {
    for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
      if (document.entry(node, i).key == key) return document.entry(node, i).value;
    }
  }
  return yaml::no_node;
}

class Writer {
 public:
  explicit Writer(const File* file) : file_(file) {
    if (file != nullptr) source_.emplace(*file);
  }

  void write(const std::vector<Output>& entries, std::size_t indentation) {
    for (const Output& entry : entries) write(entry, indentation);
  }

  void write_comment(const std::string& comment, std::size_t indentation) {
    out_ += std::string(indentation, ' ') + comment + "\n";
  }

  std::string take() { return std::move(out_); }

 private:
  void write(const Output& entry, std::size_t indentation) {
    std::string behind;
    if (entry.comments != yaml::no_node && source_) {
      for (const std::string& line : source_->lines_above(entry.comments)) write_comment(line, indentation);
      behind = source_->behind(entry.comments, value_at(*file_, entry.comments));
    }
    const std::string tail = (behind.empty() ? "" : "  " + behind) + "\n";
    out_ += std::string(indentation, ' ') + entry.key + ":";
    if (!entry.children.empty()) {
      out_ += tail;
      return write(entry.children, indentation + step);
    }
    if (entry.value == yaml::no_node) {
      out_ += (entry.text.empty() ? "" : " " + entry.text) + tail;
      return;
    }
    if (source_->is_block(entry.comments, entry.value)) {
      // A list may stand as deep as its key; both are usual.
      const bool is_list = file_->document.kind(entry.value) == yaml::Kind::sequence;
      out_ += tail + source_->block(entry.comments, entry.value, is_list ? indentation : indentation + step);
      return;
    }
    const std::string value = source_->inline_text(entry.comments, entry.value, indentation);
    out_ += (value.empty() ? "" : " " + value) + (value.find('\n') == std::string::npos ? tail : "\n");
  }

  const File* file_;
  std::optional<Source> source_;
  std::string out_;
};

Json json_of(const yaml::Document& document, NodeId node) {
  return Json::parse(yaml::to_json(document, node), nullptr, false);
}

Json json_of(const File* file, const std::vector<Output>& entries) {
  Json json = Json::object();
  for (const Output& entry : entries) {
    if (!entry.children.empty()) {
      json[entry.key] = json_of(file, entry.children);
    } else if (entry.value != yaml::no_node) {
      json[entry.key] = json_of(file->document, entry.value);
    } else {
      const yaml::Document document = yaml::parse(entry.text, {0, static_cast<std::uint32_t>(entry.text.size())});
      json[entry.key] = json_of(document, document.root());
    }
  }
  return json;
}

}  // namespace

std::vector<std::string> comments_of(const File& file, NodeId key) {
  const Source source(file);
  std::vector<std::string> comments = source.lines_above(key);
  const std::string behind = source.behind(key, value_at(file, key));
  if (!behind.empty()) comments.push_back(behind);
  return comments;
}

std::string write_fragment(const File* file, const std::vector<Output>& entries,
                           const std::vector<std::string>& comments) {
  Writer writer(file);
  std::string text = "infra:\n";
  if (entries.empty() && comments.empty()) return "infra: {}\n";
  for (const std::string& comment : comments) writer.write_comment(comment, step);
  writer.write(entries, step);
  return text + writer.take();
}

std::string meaning_of(const File* file, const std::vector<Output>& entries) { return json_of(file, entries).dump(); }

std::string meaning_of(const yaml::Document& document, NodeId node) { return json_of(document, node).dump(); }

}  // namespace paas::migrate
