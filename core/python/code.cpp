// Reads the code of a handler: cheaply where the text leaves no doubt, with the grammar where it does.
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "core/python/grammar.h"
#include "core/python/python.h"
#include "core/text/characters.h"

namespace paas::python {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
bool is_name(char c) { return is_upper(c) || is_digit(c) || c == '_'; }
bool is_word(char c) { return paas::is_word(c) || !is_ascii(c); }

// Reads forward and backward over a text from which all white space has been removed, as the deployer does.
class Squeezed {
 public:
  explicit Squeezed(std::string_view text) : text_(text) {}

  /// Moves `at` past `expected`, going forward.
  bool skip(std::size_t& at, std::string_view expected) const {
    for (const char c : expected) {
      while (at < text_.size() && is_space(text_[at])) ++at;
      if (at == text_.size() || text_[at] != c) return false;
      ++at;
    }
    return true;
  }

  bool preceded_by(std::size_t at, std::string_view expected) const {
    for (auto c = expected.rbegin(); c != expected.rend(); ++c) {
      while (at > 0 && is_space(text_[at - 1])) --at;
      if (at == 0 || text_[at - 1] != *c) return false;
      --at;
    }
    return true;
  }

  bool skip_quote(std::size_t& at) const { return skip(at, "\"") || skip(at, "'"); }

  /// An upper-case name at `at`.
  std::optional<Range> name(std::size_t& at) const {
    while (at < text_.size() && is_space(text_[at])) ++at;
    const std::size_t begin = at;
    while (at < text_.size() && is_name(text_[at])) ++at;
    if (at == begin) return std::nullopt;
    return Range{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)};
  }

 private:
  std::string_view text_;
};

// The deployer's patterns: `os.environ["X"]` and `os.getenv("X")`, at a place where the middle word was found.
std::optional<Range> match_deployer(std::string_view text, std::size_t word, std::string_view middle) {
  const Squeezed squeezed(text);
  if (!squeezed.preceded_by(word, "os.")) return std::nullopt;
  const bool subscript = middle == "environ";
  std::size_t at = word + middle.size();
  if (!squeezed.skip(at, subscript ? "[" : "(") || !squeezed.skip_quote(at)) return std::nullopt;
  const std::optional<Range> name = squeezed.name(at);
  if (!name || !squeezed.skip_quote(at) || !squeezed.skip(at, subscript ? "]" : ")")) return std::nullopt;
  return name;
}

// Whether a place is surely code: nothing shortly before it on its line could make it a comment or a string.
bool surely_code(std::string_view text, std::size_t at) {
  constexpr std::size_t looked_at = 200;  // a whole line for each of many places on it would be quadratic
  const std::size_t from = at - std::min(at, looked_at);
  const std::string_view before = text.substr(from, at - from);
  const std::size_t line = before.rfind('\n');
  if (line == std::string_view::npos && from > 0) return false;
  return before.find_first_of("#\"'", line + 1) == std::string_view::npos;
}

bool has_triple_quotes(std::string_view text) {
  return text.find("\"\"\"") != std::string_view::npos || text.find("'''") != std::string_view::npos;
}

// `def handler` at the start of a line. Enough where no string of several lines can hold it.
bool defines_handler(std::string_view code) {
  constexpr std::string_view definition = "def handler";
  for (std::size_t at = code.find(definition); at != std::string_view::npos; at = code.find(definition, at + 1)) {
    const bool whole_word = at + definition.size() < code.size() && !is_word(code[at + definition.size()]);
    if (whole_word && (at == 0 || code[at - 1] == '\n')) return true;
  }
  return false;
}

void find_deployer_reads(std::string_view text, std::string_view word, std::vector<EnvironmentRead>& reads,
                         bool& doubtful) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) {
    const std::optional<Range> name = match_deployer(text, at, word);
    if (name) reads.push_back({*name, true, true, false});
    doubtful = doubtful || !name || !surely_code(text, at);
  }
}

bool is_before(const EnvironmentRead& a, const EnvironmentRead& b) { return a.range.begin < b.range.begin; }

// Adds the reads that the grammar found; what it did not find is no code.
void merge_reads(std::vector<EnvironmentRead> certain, std::vector<EnvironmentRead>& reads) {
  std::sort(certain.begin(), certain.end(), is_before);
  std::sort(reads.begin(), reads.end(), is_before);
  for (EnvironmentRead& read : reads)
    read.in_code = std::binary_search(certain.begin(), certain.end(), read, is_before);
  std::vector<EnvironmentRead> more;
  std::set_difference(certain.begin(), certain.end(), reads.begin(), reads.end(), std::back_inserter(more), is_before);
  reads.insert(reads.end(), more.begin(), more.end());
}

}  // namespace

Code read_code(std::string_view text, const Fragment& fragment) {
  Code code;
  const std::string_view after = text.substr(std::min<std::size_t>(fragment.range.end + 3, text.size()));
  bool doubtful = !fragment.read_by_deployer || has_triple_quotes(after);
  const bool mentions_environment =
      text.find("environ") != std::string_view::npos || text.find("getenv") != std::string_view::npos;
  bool doubtful_reads = false;
  if (mentions_environment) {
    find_deployer_reads(text, "environ", code.reads, doubtful_reads);
    find_deployer_reads(text, "getenv", code.reads, doubtful_reads);
  }
  const bool handler_found = defines_handler(after);
  if (handler_found && !doubtful && !doubtful_reads) {
    code.handler = Presence::present;
  } else if (std::optional<Code> certain = read_with_grammar(text)) {
    code.handler = certain->handler;
    merge_reads(std::move(certain->reads), code.reads);
  }
  std::sort(code.reads.begin(), code.reads.end(), is_before);
  return code;
}

}  // namespace paas::python
