// Environment files: `export NAME=value` lines of a shell script, read without running it.
#include <algorithm>

#include "core/app/file.h"
#include "core/text/characters.h"

namespace paas {

namespace {

bool is_name_start(char c) { return is_letter(c) || c == '_'; }

// Reads one line; https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html, section 2.2 (quoting).
class LineReader {
 public:
  LineReader(std::string_view text, Range line, std::vector<Variable>& out)
      : text_(text), at_(line.begin), end_(line.end), out_(out) {}

  void read() {
    skip_blanks();
    if (!text_.substr(at_, end_ - at_).starts_with("export")) return;
    at_ += 6;
    while (at_ < end_ && is_blank(text_[at_])) {
      skip_blanks();
      if (at_ == end_ || !is_name_start(text_[at_])) return;
      read_assignment();
    }
  }

 private:
  void skip_blanks() {
    while (at_ < end_ && is_blank(text_[at_])) ++at_;
  }

  void read_assignment() {
    Variable variable;
    variable.name_range.begin = at_;
    while (at_ < end_ && is_word(text_[at_])) ++at_;
    variable.name_range.end = at_;
    variable.name = std::string(slice(text_, variable.name_range));
    if (at_ == end_ || text_[at_] != '=') return;
    variable.value_range.begin = ++at_;
    variable.value_known = true;
    read_value(variable);
    variable.value_range.end = at_;
    out_.push_back(std::move(variable));
  }

  void read_value(Variable& variable) {
    char quote = 0;
    for (; at_ < end_; ++at_) {
      const char c = text_[at_];
      if (quote == 0 && (is_blank(c) || c == ';' || c == '&' || c == '|')) return;
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (quote != '\'' && (c == '$' || c == '`')) {
        variable.value_known = false;
      } else if (quote != '\'' && c == '\\' && at_ + 1 < end_) {
        variable.value += text_[++at_];
      } else {
        variable.value += c;
      }
    }
    if (quote != 0) variable.value_known = false;  // goes on in the next line
  }

  std::string_view text_;
  std::uint32_t at_;
  std::uint32_t end_;
  std::vector<Variable>& out_;
};

void add_definitions(File& file) {
  static const SymbolUse parameter{.role = Role::defines, .kind = "parameter"};
  for (const Variable& variable : file.variables) {
    file.symbols.push_back(make_symbol("parameter", variable.name));
    const SymbolUse* use = variable.use != nullptr ? variable.use : &parameter;
    file.occurrences.push_back({file.symbols.back(), variable.name_range, use, yaml::no_node});
  }
}

}  // namespace

std::shared_ptr<const File> analyze_environment(std::string path, std::string text) {
  const auto file = std::make_shared<File>();
  file->path = std::move(path);
  file->text = std::move(text);
  file->kind = FileKind::environment;
  const Lines lines(file->text);
  for (std::uint32_t line = 0; line < lines.count(); ++line) {
    LineReader(file->text, lines.line(line), file->variables).read();
  }
  add_definitions(*file);
  return file;
}

std::optional<std::pair<Range, std::string>> unreadable_environment(std::string_view text) {
  const std::size_t wrong = std::min(first_invalid_utf8(text), text.find('\0'));
  if (wrong != std::string_view::npos)
    return std::pair(Range{static_cast<std::uint32_t>(wrong), static_cast<std::uint32_t>(wrong + 1)},
                     std::string("this is no text, and an environment is a shell file of `export NAME=value` lines"));
  char quote = 0;
  std::size_t opened = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool begins_word = at == 0 || is_blank(text[at - 1]) || text[at - 1] == '\n';
    if (quote == 0 && c == '#' && begins_word) {
      at = std::min(text.find('\n', at), text.size());
    } else if (c == '\\' && quote != '\'') {
      ++at;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
      opened = at;
    } else if (c == quote) {
      quote = 0;
    }
  }
  if (quote == 0) return std::nullopt;
  const auto begin = static_cast<std::uint32_t>(opened);
  return std::pair(Range{begin, begin + 1}, std::string("this quote is never closed"));
}

std::shared_ptr<const File> environment_of(std::string path, std::string text, std::vector<Variable> variables) {
  const auto file = std::make_shared<File>();
  file->path = std::move(path);
  file->text = std::move(text);
  file->kind = FileKind::environment;
  file->variables = std::move(variables);
  add_definitions(*file);
  return file;
}

std::shared_ptr<const File> process_environment(char** environment) {
  const auto file = std::make_shared<File>();
  file->path = "(environment)";
  file->kind = FileKind::environment;
  for (char** entry = environment; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    file->variables.push_back(
        {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)), true, {}, {}, nullptr});
  }
  add_definitions(*file);
  return file;
}

}  // namespace paas
