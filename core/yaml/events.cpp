// Reads libyaml's events and finds the exact byte range of every node.
#include "core/yaml/events.h"

#include <yaml.h>

#include <algorithm>
#include <vector>

#include "core/os/memory.h"
#include "core/text/characters.h"

namespace paas::yaml {

namespace {

/// Bytes of the characters that libyaml counts. Marks come nearly in order, so a cursor is enough.
class Offsets {
 public:
  Offsets(std::string_view text, Range fragment) : text_(text), fragment_(fragment), byte_(fragment.begin) {
    const std::string_view part = slice(text, fragment);
    ascii_ = std::all_of(part.begin(), part.end(), is_ascii);
  }

  std::uint32_t operator()(std::size_t index) {
    if (ascii_) return std::min(fragment_.begin + static_cast<std::uint32_t>(index), fragment_.end);
    while (index_ < index && byte_ < fragment_.end) {
      ++byte_;
      while (byte_ < fragment_.end && is_continuation(byte_)) ++byte_;
      ++index_;
    }
    while (index_ > index && byte_ > fragment_.begin) {
      --byte_;
      while (byte_ > fragment_.begin && is_continuation(byte_)) --byte_;
      --index_;
    }
    return byte_;
  }

 private:
  bool is_continuation(std::uint32_t at) const { return paas::is_continuation(text_[at]); }

  std::string_view text_;
  Range fragment_;
  std::uint32_t byte_;
  std::size_t index_ = 0;
  bool ascii_;
};

class Parser {
 public:
  explicit Parser(std::string_view text) {
    if (yaml_parser_initialize(&parser_) == 0) lack_memory();
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    // libyaml asserts that there is an address, even for no bytes.
    const char* data = text.empty() ? "" : text.data();
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(data), text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { yaml_parser_delete(&parser_); }

  bool next(yaml_event_t& event) {
    if (yaml_parser_parse(&parser_, &event) != 0) return true;
    if (parser_.error == YAML_MEMORY_ERROR) lack_memory();
    return false;
  }
  const yaml_parser_t& state() const { return parser_; }

 private:
  yaml_parser_t parser_;
};

struct Event : yaml_event_t {
  Event() : yaml_event_t{} {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(this); }
};

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

bool is_anchor_character(char c) { return is_digit(c) || is_letter(c) || c == '_' || c == '-'; }

class EventReader {
 public:
  EventReader(std::string_view text, Range fragment, Loader& loader)
      : text_(text), fragment_(fragment), loader_(loader), parser_(slice(text, fragment)), offsets_(text, fragment) {
    has_tabs_ = slice(text, fragment).find('\t') != std::string_view::npos;
  }

  Outcome run() {
    Outcome outcome;
    std::uint32_t documents = 0;
    while (!loader_.stopped()) {
      Event event;
      if (!parser_.next(event)) {
        outcome.refusal = refusal();
        break;
      }
      if (event.type == YAML_STREAM_END_EVENT) break;
      if (event.type == YAML_DOCUMENT_START_EVENT && ++documents > 1) {
        outcome.second_document = offsets_(event.start_mark.index);
        break;
      }
      handle(event);
      if (question_mark_) {
        outcome.refusal = Refusal{question_mark_in_brackets, question_mark_->begin, "", question_mark_->begin};
        break;
      }
    }
    if (has_tabs_ && !loader_.stopped()) check_tabs(outcome);
    return outcome;
  }

 private:
  void handle(const Event& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        return scalar(event);
      case YAML_ALIAS_EVENT:
        return loader_.alias({offsets_(event.start_mark.index), offsets_(event.end_mark.index)},
                             view(event.data.alias.anchor));
      case YAML_SEQUENCE_START_EVENT:
        if (flow_depth_ > 0 || event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE) ++flow_depth_;
        return begin(event, false, view(event.data.sequence_start.anchor), view(event.data.sequence_start.tag));
      case YAML_MAPPING_START_EVENT:
        if (flow_depth_ > 0 || event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE) ++flow_depth_;
        return begin(event, true, view(event.data.mapping_start.anchor), view(event.data.mapping_start.tag));
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: {
        // A block collection and the mapping of a single pair in `[a: b]` end without a character of their own.
        const bool bracket = event.end_mark.index > event.start_mark.index;
        if (flow_depth_ > 0) --flow_depth_;
        return loader_.end(bracket ? offsets_(event.end_mark.index) : 0);
      }
      default:
        return;
    }
  }

  void begin(const Event& event, bool is_mapping, std::string_view anchor, std::string_view tag) {
    std::uint32_t at = offsets_(event.start_mark.index);
    const Properties properties = read_properties(at, fragment_.end, anchor, tag);
    loader_.begin(is_mapping, at, properties);
  }

  void scalar(const Event& event) {
    const auto& data = event.data.scalar;
    std::string_view value(reinterpret_cast<const char*>(data.value), data.length);
    Range range{offsets_(event.start_mark.index), offsets_(event.end_mark.index)};
    const bool quoted = data.style != YAML_PLAIN_SCALAR_STYLE;
    const Properties properties = read_properties(range.begin, range.end, view(data.anchor), view(data.tag));
    if (has_tabs_) scalars_.push_back({range, quoted});
    if (flow_depth_ > 0 && !quoted) {
      const std::size_t mark = value.find('?');
      // PyYAML ends a plain scalar in brackets here; libyaml reads on.
      if (mark != std::string_view::npos) question_mark_ = range;
    }
    if (range.size() == 0 && !quoted && properties.place.size() == 0) {
      range = absent_value(range);
    } else if (data.style == YAML_LITERAL_SCALAR_STYLE || data.style == YAML_FOLDED_SCALAR_STYLE) {
      range.end = end_of_block_scalar(range);
    }
    // A scalar that stands in the text as it is need not be copied.
    const std::size_t skip = quoted ? 1 : 0;
    if (range.size() >= value.size() + skip && text_.substr(range.begin + skip, value.size()) == value) {
      value = text_.substr(range.begin + skip, value.size());
    }
    // libyaml marks a quoted scalar with the tag `!` as plain, and PyYAML resolves it as one.
    const bool resolves = !quoted || data.plain_implicit;
    loader_.scalar(range, value, quoted, resolves, properties);
  }

  /// Moves `at` behind the anchor and the tag, which libyaml counts in.
  Properties read_properties(std::uint32_t& at, std::uint32_t end, std::string_view anchor,
                             std::string_view tag) const {
    // The tag `!` asks for the usual resolution, as PyYAML understands it.
    Properties properties{anchor, tag == "!" ? std::string_view() : tag, {at, at}};
    int left = (anchor.empty() ? 0 : 1) + (tag.empty() ? 0 : 1);
    while (left-- > 0 && at < end && (text_[at] == '&' || text_[at] == '!')) {
      const std::uint32_t start = at;
      const bool is_tag = text_[at] == '!';
      while (at < end && (is_tag ? blank_at(at) == 0 : start == at || is_anchor_character(text_[at]))) ++at;
      if (is_tag || properties.place.size() == 0) properties.place = {start, at};
      const std::uint32_t content = skip_blanks_and_comments(at, end);
      if (content < end) at = content;
    }
    return properties;
  }

  /// Bytes of the blank or line break at `at`: YAML 1.1 breaks lines at NEL, LS and PS too. 0 for all else.
  std::uint32_t blank_at(std::uint32_t at) const {
    if (is_space(text_[at])) return 1;
    const std::string_view here = text_.substr(at, 3);
    if (here.starts_with("\xC2\x85")) return 2;
    return here == "\xE2\x80\xA8" || here == "\xE2\x80\xA9" ? 3 : 0;
  }

  std::uint32_t skip_blanks_and_comments(std::uint32_t at, std::uint32_t end) const {
    while (at < end) {
      if (const std::uint32_t blank = blank_at(at)) {
        at += blank;
      } else if (text_[at] == '#' && (at == fragment_.begin || is_space(text_[at - 1]))) {
        while (at < end && (is_blank(text_[at]) || blank_at(at) == 0)) ++at;
      } else {
        break;
      }
    }
    return at;
  }

  /// The empty range after the colon, or after the key where there is none.
  Range absent_value(Range marked) const {
    if (!loader_.awaits_value()) return marked;
    const std::uint32_t key_end = loader_.last_end();
    const std::uint32_t next = skip_blanks_and_comments(key_end, fragment_.end);
    if (next < fragment_.end && text_[next] == ':') return {next + 1, next + 1};
    return {key_end, key_end};
  }

  std::uint32_t end_of_block_scalar(Range range) const {
    std::uint32_t header = range.begin;
    while (header < range.end && !is_space(text_[header])) ++header;
    std::uint32_t line_end = header;
    while (line_end < range.end && text_[line_end] != '\n' && text_[line_end] != '\r') ++line_end;
    std::uint32_t end = range.end;
    while (end > line_end && is_space(text_[end - 1])) --end;
    return end > line_end ? end : header;
  }

  Refusal refusal() {
    const yaml_parser_t& state = parser_.state();
    Refusal refusal;
    refusal.problem = state.problem == nullptr ? "" : state.problem;
    refusal.context = state.context == nullptr ? "" : state.context;
    refusal.at = offsets_(state.problem_mark.index);
    refusal.context_at = state.context == nullptr ? refusal.at : offsets_(state.context_mark.index);
    return refusal;
  }

  /// PyYAML takes no tab between tokens; libyaml takes some. A tab in quotes, in a block scalar or in a comment is
  /// fine.
  void check_tabs(Outcome& outcome) {
    const std::uint32_t end = outcome.refusal           ? outcome.refusal->at
                              : outcome.second_document ? *outcome.second_document
                                                        : fragment_.end;
    std::size_t next = 0;
    for (std::uint32_t at = fragment_.begin; at < end; ++at) {
      while (next < scalars_.size() && scalars_[next].range.end <= at) ++next;
      const bool in_scalar = next < scalars_.size() && scalars_[next].range.begin <= at;
      if (in_scalar && scalars_[next].quoted) {
        at = scalars_[next].range.end - 1;
      } else if (!in_scalar && text_[at] == '#') {
        while (at < end && text_[at] != '\n' && text_[at] != '\r') ++at;
      } else if (text_[at] == '\t') {
        outcome.refusal = Refusal{"found character that cannot start any token", at, "", at};
        return;
      }
    }
  }

  std::string_view text_;
  Range fragment_;
  Loader& loader_;
  Parser parser_;
  Offsets offsets_;
  std::uint32_t flow_depth_ = 0;
  std::optional<Range> question_mark_;  // a plain scalar in brackets that holds one
  struct Written {
    Range range;
    bool quoted;
  };
  std::vector<Written> scalars_;  // only where there are tabs
  bool has_tabs_;
};

}  // namespace

Outcome read_events(std::string_view text, Range fragment, Loader& loader) {
  return EventReader(text, fragment, loader).run();
}

}  // namespace paas::yaml
