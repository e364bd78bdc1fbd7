// Indents the line that a line break has begun, by the lines above it: the fragment is rarely complete at that moment.
#include <algorithm>

#include "core/query/format.h"
#include "core/query/layout.h"
#include "core/text/characters.h"

namespace paas::query {

namespace {

std::uint32_t size_of(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

/// What a line says about the next one.
enum class Ending : std::uint8_t {
  nothing,      // it is blank
  comment,      // and nothing else
  text,         // a value, or a word that may become a key
  open_key,     // `key:`
  block_start,  // `key: |`
  block_text,   // a line of a block scalar
  quote,        // goes on in quotes
  flow,         // goes on in brackets
};

struct Line {
  Ending ending = Ending::nothing;
  std::uint32_t indentation = 0;
  std::uint32_t content = 0;  // the column behind the dashes
  bool has_dash = false;      // the last dash stands at `dash`
  bool is_entry = false;      // `key: ...`
  std::uint32_t dash = 0;
  bool is_empty_item = false;  // dashes only
};

/// Reads lines one after the other, as far as indentation needs it.
class Reader {
 public:
  Line read(std::string_view text) {
    Line line;
    std::uint32_t at = 0;
    while (at < text.size() && is_blank(text[at])) ++at;
    line.indentation = line.content = at;
    if (at == text.size()) return line;
    if (in_block_ && line.indentation > block_column_) {
      line.ending = Ending::block_text;
      return line;
    }
    in_block_ = false;
    // Brackets that were never closed end with what stands no deeper than they.
    const bool closes = text[at] == ']' || text[at] == '}';
    if (quote_ == 0 && !openers_.empty() && !closes && at <= openers_.front()) openers_.clear();
    const bool continues = quote_ != 0 || !openers_.empty();
    if (continues) {
      line.content = line.indentation = column_;
    } else {
      if (text[at] == '#') {
        line.ending = Ending::comment;
        return line;
      }
      at = read_dashes(text, at, line);
      column_ = line.content;
      indentation_ = line.has_dash ? line.dash : line.indentation;
    }
    scan(text, at, line);
    if (continues) line.indentation = line.content = column_;
    return line;
  }

  /// The column of the line with the innermost open bracket.
  std::uint32_t opener() const { return openers_.back(); }

 private:
  static std::uint32_t read_dashes(std::string_view text, std::uint32_t at, Line& line) {
    while (at < text.size() && text[at] == '-' && (at + 1 == text.size() || is_blank(text[at + 1]))) {
      line.has_dash = true;
      line.dash = at++;
      while (at < text.size() && is_blank(text[at])) ++at;
    }
    line.content = at;
    if (line.has_dash && (at == text.size() || text[at] == '#')) {
      line.is_empty_item = true;
      line.content = line.dash;
    }
    return at;
  }

  void scan(std::string_view text, std::uint32_t at, Line& line) {
    line.ending = Ending::text;
    bool begins_token = quote_ == 0;
    std::uint32_t word = at;  // where the last word begins
    std::uint32_t end = at;
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (quote_ != 0) {
        if (c == '\\' && quote_ == '"') ++at;
        if (c == quote_) quote_ = 0;
        end = std::min(at + 1, size_of(text));
        continue;
      }
      if (is_blank(c)) {
        begins_token = begins_token || (at > 0 && (text[at - 1] == ':' || text[at - 1] == ','));
        continue;
      }
      if (c == '#' && (at == 0 || is_blank(text[at - 1]))) break;
      if (at == 0 || is_blank(text[at - 1])) word = at;
      const bool is_flow = !openers_.empty();
      if ((c == '"' || c == '\'') && begins_token) {
        quote_ = c;
      } else if ((c == '[' || c == '{') && (begins_token || is_flow)) {
        openers_.push_back(is_flow ? line.indentation : indentation_);
        end = at + 1;
        continue;
      } else if ((c == ']' || c == '}') && is_flow) {
        openers_.pop_back();
      } else if (c == ':' && !is_flow && at + 1 < text.size() && is_blank(text[at + 1])) {
        line.is_entry = true;
      }
      begins_token = is_flow && c == ',';
      end = at + 1;
    }
    if (quote_ != 0) {
      line.ending = Ending::quote;
    } else if (!openers_.empty()) {
      line.ending = Ending::flow;
    } else if (end > 0 && end <= text.size() && text[end - 1] == ':' && !line.is_empty_item) {
      line.ending = Ending::open_key;
      line.is_entry = true;
    } else if (is_block_header(text.substr(std::min<std::size_t>(word, end), end - std::min(word, end))) &&
               (line.is_entry || line.has_dash)) {
      line.ending = Ending::block_start;
      in_block_ = true;
      block_column_ = line.is_entry ? line.content : line.dash;
    }
  }

  static bool is_block_header(std::string_view word) {
    return !word.empty() && word.size() <= 3 && (word[0] == '|' || word[0] == '>') &&
           word.find_first_not_of("+-123456789", 1) == std::string_view::npos;
  }

  std::vector<std::uint32_t> openers_;
  char quote_ = 0;
  std::uint32_t column_ = 0;       // of the entry that goes on
  std::uint32_t indentation_ = 0;  // of its line
  bool in_block_ = false;
  std::uint32_t block_column_ = 0;
};

class Indenter {
 public:
  Indenter(const File& file, Range fragment) : file_(file), ranges_(lines_of(file.text, fragment)) {}

  std::vector<TextEdit> run(std::uint32_t offset) {
    const std::size_t number = line_at(offset);
    const bool before_quotes = number + 1 == ranges_.size() && ranges_.back().end < file_.text.size();
    if (number == 0 || before_quotes) return {};
    std::optional<Line> above;
    std::vector<Line> lines;
    for (std::size_t i = 0; i < number; ++i) {
      lines.push_back(reader_.read(text(i)));
      if (lines.back().ending != Ending::nothing) above = lines.back();
    }
    if (!above) return {};
    const bool is_right_below = lines.back().ending != Ending::nothing;
    const std::string_view written = text(number);
    const std::size_t first = std::min(written.find_first_not_of(" \t"), written.size());
    const bool is_empty = first == written.size();
    // What was there before the line break knows better.
    if (!is_empty && !is_right_below) return {};
    const std::optional<std::uint32_t> column = column_below(*above, lines, number);
    if (!column) return {};
    std::string blanks(*column, ' ');
    const bool is_item = above->ending == Ending::text && above->has_dash && !above->is_entry && !above->is_empty_item;
    if (is_item && is_empty && is_right_below) blanks += "- ";
    if (written.substr(0, first) == blanks) return {};
    const std::uint32_t begin = ranges_[number].begin;
    return {{&file_, {begin, begin + static_cast<std::uint32_t>(first)}, blanks}};
  }

 private:
  std::optional<std::uint32_t> column_below(const Line& above, const std::vector<Line>& lines,
                                            std::size_t number) const {
    switch (above.ending) {
      case Ending::quote:
      case Ending::nothing:
        return std::nullopt;
      case Ending::flow: {
        const std::string_view written = text(number);
        const std::size_t first = written.find_first_not_of(" \t");
        const bool closes = first != std::string_view::npos && (written[first] == ']' || written[first] == '}');
        return reader_.opener() + (closes ? 0 : step_of(lines));
      }
      case Ending::open_key:
        return std::max(above.content + step_of(lines), column_of_children(above, number));
      case Ending::block_start:
        return above.is_entry ? above.content + step_of(lines) : above.dash + usual_step;
      case Ending::comment:
      case Ending::block_text:
        return above.indentation;
      default:
        break;
    }
    if (is_rest_of_text(number)) return above.is_entry ? above.content + step_of(lines) : text_column(above);
    return above.has_dash && !above.is_entry ? above.dash : above.content;
  }

  static std::uint32_t text_column(const Line& above) {
    return above.has_dash ? above.dash + usual_step : above.content;
  }

  // A text that was broken in two: no entry, no item, no comment.
  bool is_rest_of_text(std::size_t number) const {
    const Line rest = Reader().read(text(number));
    return rest.ending == Ending::text && !rest.is_entry && !rest.has_dash;
  }

  // Where the entries below stand already.
  std::uint32_t column_of_children(const Line& above, std::size_t number) const {
    for (std::size_t i = number; i < ranges_.size(); ++i) {
      const std::string_view line = text(i);
      const std::size_t column = line.find_first_not_of(" \t");
      if (column == std::string_view::npos) continue;
      return i > number && column > above.content ? static_cast<std::uint32_t>(column) : 0;
    }
    return 0;
  }

  static std::uint32_t step_of(const std::vector<Line>& lines) {
    std::uint32_t step = 0;
    const Line* key = nullptr;
    for (const Line& line : lines) {
      if (line.ending == Ending::nothing || line.ending == Ending::comment) continue;
      if (key != nullptr && !line.has_dash && line.indentation > key->content) {
        const std::uint32_t here = line.indentation - key->content;
        if (here < usual_step || here > largest_step || (step != 0 && here != step)) return usual_step;
        step = here;
      }
      key = line.ending == Ending::open_key ? &line : nullptr;
    }
    return step == 0 ? usual_step : step;
  }

  std::size_t line_at(std::uint32_t offset) const {
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), offset,
                                        [](std::uint32_t value, Range range) { return value < range.begin; });
    return after == ranges_.begin() ? 0 : static_cast<std::size_t>(after - ranges_.begin()) - 1;
  }

  std::string_view text(std::size_t line) const { return slice(file_.text, ranges_[line]); }

  const File& file_;
  std::vector<Range> ranges_;
  Reader reader_;
};

}  // namespace

std::vector<TextEdit> indent_line(const File& file, std::uint32_t offset) {
  if (!has_fragment(file)) return {};
  for (const Range fragment : file.fragments) {
    if (fragment.begin <= offset && offset <= fragment.end) return Indenter(file, fragment).run(offset);
  }
  return {};
}

}  // namespace paas::query
