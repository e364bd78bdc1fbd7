// Lays the lines of a fragment out anew: walks its tokens, and knows for each line the column where it belongs.
#include "core/query/layout.h"

#include <algorithm>

#include "core/text/characters.h"
#include "core/yaml/tokens.h"

namespace paas::query {

namespace {

using yaml::Token;
using yaml::TokenKind;

constexpr std::uint32_t behind_dash = 2;

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string blanks(std::uint32_t count) { return std::string(count, ' '); }

bool is_mark(const Token& token) {
  return token.kind == TokenKind::block_sequence_start || token.kind == TokenKind::block_mapping_start ||
         token.kind == TokenKind::block_end || (token.kind == TokenKind::key && token.range.size() == 0);
}

std::uint32_t characters(std::string_view text) { return static_cast<std::uint32_t>(code_points(text)); }

/// How the fragment is indented.
struct Style {
  std::uint32_t step = usual_step;
  bool indents_sequences = false;
};

/// A collection in block style that is open.
struct Level {
  bool is_sequence;
  bool is_implied;  // a sequence at the column of its key, which has no tokens of its own
  std::uint32_t old_column;
  std::uint32_t column;
};

class Layout {
 public:
  Layout(std::string_view host, Range fragment, bool is_quoted)
      : host_(host),
        fragment_(fragment),
        is_quoted_(is_quoted),
        ranges_(lines_of(host, fragment)),
        lines_(ranges_.size()),
        tokens_(yaml::read_tokens(host, fragment)) {}

  std::optional<std::vector<LaidOutLine>> run() {
    if (is_strange()) return std::nullopt;
    style_ = find_style();
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      if (!is_mark(token)) {
        place(token, i);
      } else {
        apply(token);
      }
    }
    place_comments(static_cast<std::uint32_t>(lines_.size()), std::nullopt);
    place_trailing_comments();
    return write();
  }

 private:
  struct Line {
    std::string text;               // the content, placed
    std::uint32_t content_end = 0;  // in the host; behind the last token
    std::uint32_t old_column = 0;   // where the content begins
    std::uint32_t column = 0;       // and where it will
    bool has_content = false;       // a token, or a part of one
    bool ends_in_scalar = false;    // the scalar goes on in the next line: blanks at the end are its
    std::uint32_t comment = 0;      // the place of the comment in the line; 0 where there is none
    bool is_comment = false;        // and nothing else
  };

  // Not worth a rule of its own.
  bool is_strange() const {
    const std::string_view text = slice(host_, fragment_);
    for (const std::string_view line_break : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
      if (text.find(line_break) != std::string_view::npos) return true;
    }
    const bool is_block = std::any_of(tokens_.begin(), tokens_.end(), [](const Token& token) {
      return token.kind == TokenKind::block_mapping_start || token.kind == TokenKind::block_sequence_start;
    });
    if (!is_block) return true;
    return std::any_of(tokens_.begin(), tokens_.end(), [&](const Token& token) {
      if (token.kind == TokenKind::key) return token.range.size() > 0;
      return token.kind == TokenKind::value && starts_line(token.range.begin);
    });
  }

  Style find_style() const {
    Style style;
    std::optional<bool> indents;
    std::vector<Level> open;
    std::vector<std::uint32_t> steps;
    std::vector<std::uint32_t> sequence_steps;
    std::uint32_t flow_depth = 0;
    const auto close_implied = [&] {
      if (!open.empty() && open.back().is_implied) open.pop_back();
    };
    for (const Token& token : tokens_) {
      const std::uint32_t column = column_of(token.range.begin);
      const bool below_mapping = !open.empty() && !open.back().is_sequence && column >= open.back().old_column;
      switch (token.kind) {
        case TokenKind::block_mapping_start:
          if (below_mapping) steps.push_back(column - open.back().old_column);
          open.push_back({false, false, column, 0});
          break;
        case TokenKind::block_sequence_start:
          if (below_mapping) sequence_steps.push_back(column - open.back().old_column);
          if (below_mapping && !indents) indents = true;
          open.push_back({true, false, column, 0});
          break;
        case TokenKind::block_entry:
          if (!below_mapping) break;
          if (!indents) indents = false;
          open.push_back({true, true, column, 0});
          break;
        case TokenKind::block_end:
          close_implied();
          if (!open.empty()) open.pop_back();
          break;
        case TokenKind::flow_start:
          ++flow_depth;
          break;
        case TokenKind::flow_end:
          if (flow_depth > 0) --flow_depth;
          break;
        case TokenKind::key:
          if (flow_depth == 0) close_implied();
          break;
        default:
          break;
      }
    }
    style.indents_sequences = indents.value_or(false);
    const std::vector<std::uint32_t>& all = steps.empty() ? sequence_steps : steps;
    const bool agrees = !all.empty() && std::all_of(all.begin(), all.end(), [&](auto step) { return step == all[0]; });
    if (agrees && all[0] >= usual_step && all[0] <= largest_step) style.step = all[0];
    return style;
  }

  // Tokens without a character of their own open and close collections.
  void apply(const Token& token) {
    switch (token.kind) {
      case TokenKind::block_mapping_start:
      case TokenKind::block_sequence_start: {
        const bool is_sequence = token.kind == TokenKind::block_sequence_start;
        const std::uint32_t old_column = column_of(token.range.begin);
        levels_.push_back({is_sequence, false, old_column, column_below(is_sequence, old_column)});
        return;
      }
      case TokenKind::block_end:
        close_implied_sequence();
        if (!levels_.empty()) levels_.pop_back();
        return;
      default:
        if (openers_.empty()) close_implied_sequence();
        at_key_ = true;
    }
  }

  void close_implied_sequence() {
    if (!levels_.empty() && levels_.back().is_implied) levels_.pop_back();
  }

  // Where a collection or a value goes in the one that is open.
  std::uint32_t column_below(bool is_sequence, std::uint32_t old_column) const {
    if (levels_.empty()) return old_column;
    const Level& level = levels_.back();
    if (level.is_sequence) return level.column + behind_dash;
    return is_sequence && !style_.indents_sequences ? level.column : level.column + style_.step;
  }

  void place(const Token& token, std::size_t index) {
    if (token.kind == TokenKind::block_entry && (levels_.empty() || !levels_.back().is_sequence)) {
      const std::uint32_t old_column = column_of(token.range.begin);
      levels_.push_back({true, true, old_column, column_below(true, old_column)});
    }
    if (token.kind == TokenKind::flow_end && !openers_.empty()) {
      closing_column_ = openers_.back();
      openers_.pop_back();
    }
    const std::uint32_t number = line_of(token.range.begin);
    Line& line = lines_[number];
    if (!line.has_content) {
      line.old_column = column_of(token.range.begin);
      line.column = line_column_ = column_of_line(token, number);
      place_comments(number, token.kind);
      line.text = blanks(line.column);
    } else {
      line.text += gap(tokens_[previous_], token);
    }
    write(token, number);
    if (token.kind == TokenKind::flow_start) openers_.push_back(line_column_);
    at_key_ = false;
    previous_ = index;
    before_comments_ = line_of(token.range.end);
    has_previous_ = true;
    const std::uint32_t next_line = before_comments_ + 1;
    if (next_line < ranges_.size() && is_comment_or_empty(next_line)) open_before_ = levels_;
  }

  bool is_comment_or_empty(std::uint32_t line) const {
    const std::string_view text = without_blanks(slice(host_, ranges_[line]));
    return text.empty() || text.front() == '#';
  }

  // For a token that begins its line.
  std::uint32_t column_of_line(const Token& token, std::uint32_t number) const {
    const std::uint32_t old_column = column_of(token.range.begin);
    if (number == 0 || token.kind == TokenKind::marker || levels_.empty()) return old_column;
    if (token.kind == TokenKind::flow_end) return closing_column_;
    if (!openers_.empty()) return openers_.back() + style_.step;
    if (at_key_ || token.kind == TokenKind::block_entry) return levels_.back().column;
    return column_below(false, old_column);
  }

  void write(const Token& token, std::uint32_t number) {
    const std::uint32_t last = line_of(token.range.end);
    const bool is_block = token.kind == TokenKind::block_scalar;
    const std::uint32_t deeper = scalar_column();
    const BlockShift shift = is_block ? shift_of(token, number, last) : BlockShift{};
    for (std::uint32_t i = number; i <= last; ++i) {
      Line& line = lines_[i];
      const Range part{std::max(token.range.begin, ranges_[i].begin), std::min(token.range.end, ranges_[i].end)};
      std::string_view text = slice(host_, part);
      line.has_content = true;
      line.ends_in_scalar = i < last;
      line.content_end = part.end;
      if (i == number) {
        if (is_block) line.content_end = part.begin + header_size(text);
        if (is_block) line.ends_in_scalar = false;  // a comment may stand behind the header
        if (token.kind == TokenKind::plain) text = without_blanks(text);
        line.text += is_block ? text.substr(0, header_size(text)) : text;
        continue;
      }
      if (is_block) {
        line.text = shifted(text, shift);
        line.ends_in_scalar = true;
        continue;
      }
      line.old_column = static_cast<std::uint32_t>(text.size() - without_blanks_before(text).size());
      line.column = line_column_ = deeper;
      text = token.kind == TokenKind::plain ? without_blanks(text) : without_blanks_before(text);
      if (!text.empty()) line.text = blanks(deeper) + std::string(text);
    }
  }

  static std::string_view without_blanks_before(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
  }

  static std::uint32_t header_size(std::string_view text) {
    return static_cast<std::uint32_t>(std::min(text.find_first_of(" \t"), text.size()));
  }

  // Where the further lines of a scalar go.
  std::uint32_t scalar_column() const {
    if (!openers_.empty()) return openers_.back() + style_.step;
    return column_below(false, 0);
  }

  struct BlockShift {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
  };

  // From the column of its content to the new one. A digit in the header counts from the collection around it.
  BlockShift shift_of(const Token& token, std::uint32_t first, std::uint32_t last) const {
    const std::string_view text = slice(host_, {token.range.begin, ranges_[first].end});
    const std::string_view header = text.substr(0, header_size(text));
    const std::size_t digit = header.find_first_of("123456789");
    if (digit != std::string_view::npos && !levels_.empty()) {
      const auto count = static_cast<std::uint32_t>(header[digit] - '0');
      const Level& level = levels_.back();
      return {level.old_column + count, level.column + count};
    }
    for (std::uint32_t i = first + 1; i <= last; ++i) {
      const std::string_view line = slice(host_, ranges_[i]);
      const std::size_t column = line.find_first_not_of(' ');
      if (column != std::string_view::npos) return {static_cast<std::uint32_t>(column), scalar_column()};
    }
    return {0, scalar_column()};
  }

  static std::string shifted(std::string_view line, BlockShift shift) {
    const std::size_t old = std::min({line.find_first_not_of(' '), line.size(), std::size_t{shift.from}});
    line.remove_prefix(old);
    return line.empty() ? std::string() : blanks(shift.to) + std::string(line);
  }

  // Between two tokens of a line.
  std::string gap(const Token& before, const Token& after) const {
    const bool has_gap = before.range.end < after.range.begin;
    const auto as_written = [&] { return std::string(has_gap ? " " : ""); };
    const bool is_empty = before.kind == TokenKind::flow_start && after.kind == TokenKind::flow_end;
    if (is_empty) return {};
    switch (before.kind) {
      case TokenKind::block_entry:
      case TokenKind::value:
      case TokenKind::anchor:
      case TokenKind::tag:
      case TokenKind::marker:
        return " ";
      case TokenKind::flow_entry:
        return after.kind == TokenKind::flow_end ? as_written() : " ";
      default:
        break;
    }
    // `*name :` would be another name without the blank, for some.
    if (after.kind == TokenKind::value) return before.kind == TokenKind::alias ? as_written() : std::string();
    return after.kind == TokenKind::flow_entry ? std::string() : as_written();
  }

  // Lines of comments belong to what follows; those that stand deeper, to the collection there that ends.
  void place_comments(std::uint32_t end, std::optional<TokenKind> next) {
    std::uint32_t most = fragment_.size();
    const std::uint32_t first = has_previous_ ? before_comments_ + 1 : 0;
    for (std::uint32_t i = first; i < end; ++i) {
      const std::string_view text = slice(host_, ranges_[i]);
      const std::string_view comment = without_blanks(text);
      Line& line = lines_[i];
      if (!comment.starts_with('#')) continue;
      line.is_comment = true;
      const auto old_column = static_cast<std::uint32_t>(text.find('#'));
      // Once a comment is back at what follows, none behind it goes deeper again.
      line.column = i == 0 ? old_column : std::min(most, column_of_comment(old_column, end, next));
      if (i > 0) most = line.column;
      line.text = blanks(line.column) + std::string(comment);
    }
    open_before_ = {};
  }

  std::uint32_t column_of_comment(std::uint32_t old_column, std::uint32_t end, std::optional<TokenKind> next) const {
    if (next && (*next == TokenKind::flow_end || !openers_.empty())) {
      return (*next == TokenKind::flow_end ? closing_column_ : openers_.back()) + style_.step;
    }
    const std::optional<std::uint32_t> next_old = next ? std::optional(lines_[end].old_column) : std::nullopt;
    if (next_old && old_column <= *next_old) return lines_[end].column;
    const std::vector<Level>& open = open_before_;
    for (auto level = open.rbegin(); level != open.rend(); ++level) {
      const bool is_deeper = !next_old || level->old_column > *next_old;
      if (is_deeper && level->old_column <= old_column) return level->column;
    }
    if (next_old) return lines_[end].column;
    return open.empty() ? old_column : open.front().column;
  }

  // Comments that stood in one column still do; the others keep one blank or two.
  void place_trailing_comments() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      Line& line = lines_[i];
      if (!line.has_content || line.ends_in_scalar) continue;
      const std::string_view rest = slice(host_, {line.content_end, ranges_[i].end});
      if (!without_blanks(rest).starts_with('#')) continue;
      line.comment = line.content_end + static_cast<std::uint32_t>(rest.find('#'));
    }
    for (std::size_t i = 0; i < lines_.size();) {
      std::size_t end = i + 1;
      if (lines_[i].comment == 0) {
        ++i;
        continue;
      }
      while (end < lines_.size() && lines_[end].comment != 0 && comment_column(end) == comment_column(i)) ++end;
      std::uint32_t width = 0;
      std::uint32_t least = 2;
      for (std::size_t j = i; j < end; ++j) {
        width = std::max(width, characters(lines_[j].text));
        least = std::min(least, lines_[j].comment - lines_[j].content_end);
      }
      for (std::size_t j = i; j < end; ++j) {
        Line& line = lines_[j];
        line.text += blanks(width + least - characters(line.text));
        line.text += without_blanks(slice(host_, {line.comment, ranges_[j].end}));
      }
      i = end;
    }
  }

  std::uint32_t comment_column(std::size_t line) const {
    return characters(slice(host_, {ranges_[line].begin, lines_[line].comment}));
  }

  std::vector<LaidOutLine> write() {
    std::vector<LaidOutLine> result;
    bool after_empty = false;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      Line& line = lines_[i];
      LaidOutLine laid_out{ranges_[i], {}};
      const bool is_last = i + 1 == lines_.size();
      const bool is_empty = !line.has_content && !line.is_comment;
      if (is_quoted_ && is_last) {
        laid_out.text =
            i > 0 && !is_empty ? line.text + blanks_before_quotes(i) : std::string(slice(host_, ranges_[i]));
      } else if (!is_empty || i == 0 || is_last || !after_empty) {
        laid_out.text = std::move(line.text);
      }
      // The line behind the opening quotes is not empty for who reads the file.
      after_empty = is_empty && i > 0;
      result.push_back(std::move(laid_out));
    }
    return result;
  }

  std::string blanks_before_quotes(std::size_t line) const {
    const std::string_view text = slice(host_, ranges_[line]);
    const std::size_t last = text.find_last_not_of(" \t");
    const bool has_own = lines_[line].ends_in_scalar;
    return std::string(has_own || last == std::string_view::npos ? std::string_view() : text.substr(last + 1));
  }

  bool starts_line(std::uint32_t offset) const {
    const Range line = ranges_[line_of(offset)];
    return without_blanks(slice(host_, {line.begin, offset})).empty();
  }

  std::uint32_t line_of(std::uint32_t offset) const {
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), offset,
                                        [](std::uint32_t value, Range range) { return value < range.begin; });
    return after == ranges_.begin() ? 0 : static_cast<std::uint32_t>(after - ranges_.begin() - 1);
  }

  std::uint32_t column_of(std::uint32_t offset) const { return offset - ranges_[line_of(offset)].begin; }

  std::string_view host_;
  Range fragment_;
  bool is_quoted_;
  std::vector<Range> ranges_;
  std::vector<Line> lines_;
  std::vector<Token> tokens_;
  Style style_;
  std::vector<Level> levels_;
  std::vector<Level> open_before_;
  std::vector<std::uint32_t> openers_;  // for each open bracket the column of the line that it stands in
  std::uint32_t closing_column_ = 0;
  std::uint32_t line_column_ = 0;  // where the line begins that is being written
  bool at_key_ = false;
  bool has_previous_ = false;
  std::size_t previous_ = 0;           // the last token with characters
  std::uint32_t before_comments_ = 0;  // the line that it ends in
};

}  // namespace

std::vector<Range> lines_of(std::string_view host, Range range) {
  std::vector<Range> lines;
  std::uint32_t begin = range.begin;
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    if (host[i] != '\n' && host[i] != '\r') continue;
    lines.push_back({begin, i});
    if (host[i] == '\r' && i + 1 < range.end && host[i + 1] == '\n') ++i;
    begin = i + 1;
  }
  lines.push_back({begin, range.end});
  return lines;
}

std::optional<std::vector<LaidOutLine>> lay_out(std::string_view host, Range fragment, bool is_quoted) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (slice(host, fragment).starts_with(byte_order_mark)) fragment.begin += byte_order_mark.size();
  return Layout(host, fragment, is_quoted).run();
}

}  // namespace paas::query
