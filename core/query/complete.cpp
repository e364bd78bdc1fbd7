// Finds out whether the cursor stands in a fragment or in code, and asks what may stand there.
#include "core/query/complete.h"

#include <algorithm>

#include "core/query/complete_fragment.h"
#include "core/query/complete_name.h"
#include "core/query/typing.h"
#include "core/text/characters.h"

namespace paas::query {

namespace {

bool is_all_blank(std::string_view text) { return std::all_of(text.begin(), text.end(), is_space); }

constexpr std::string_view quotes = "\"\"\"";
constexpr std::string_view function = "\n\ndef handler(event, context=None):\n    pass\n";

// A block begins on the line of the cursor, directly below a colon or the opening quotes.
bool begins_block(std::string_view text, std::uint32_t cursor) {
  const std::size_t line = text.substr(0, cursor).rfind('\n');
  if (line == std::string_view::npos) return false;
  const std::size_t end = std::min(text.find('\n', cursor), text.size());
  if (!is_all_blank(text.substr(line, end - line))) return false;
  std::string_view above = text.substr(0, line);
  while (!above.empty() && (above.back() == ' ' || above.back() == '\t' || above.back() == '\r'))
    above.remove_suffix(1);
  return above.ends_with(':') || above.ends_with(quotes) || above.ends_with("'''");
}

// Whether a list may open by itself behind a character. Quotes are typed to write something, not to choose; what is in
// them is completed from letters on. A blank leads to a value, or to a unit behind a number.
bool opens_in_fragment(std::string_view text, std::uint32_t cursor, char trigger) {
  if (trigger == '\n') return begins_block(text, cursor);
  if (trigger == '"' || trigger == '\'' || trigger == '[') return false;
  if (trigger != ' ') return true;
  constexpr std::uint32_t two = 2;
  const char before = cursor < two ? '\0' : text[cursor - two];
  return before == ':' || before == '-' || is_digit(before);
}

/// The name of a variable that is being read: `os.environ["NA`.
struct Read {
  Range name;
  std::string before;
  std::string after;
};

std::optional<Read> find_read(std::string_view text, std::uint32_t cursor) {
  Read read{{cursor, cursor}, {}, {}};
  while (read.name.begin > 0 && is_word(text[read.name.begin - 1])) --read.name.begin;
  while (read.name.end < text.size() && is_word(text[read.name.end])) ++read.name.end;
  std::uint32_t at = read.name.begin;
  const char quote = at > 0 && (text[at - 1] == '"' || text[at - 1] == '\'') ? text[at - 1] : '\0';
  if (quote != '\0') --at;
  while (at > 0 && is_space(text[at - 1])) --at;
  const char bracket = at > 0 ? text[at - 1] : '\0';
  if (bracket != '[' && bracket != '(') return std::nullopt;
  std::string_view call = text.substr(0, at - 1);
  while (!call.empty() && is_space(call.back())) call.remove_suffix(1);
  const bool reads =
      bracket == '[' ? call.ends_with("environ") : call.ends_with("getenv") || call.ends_with("environ.get");
  if (!reads) return std::nullopt;
  const std::string_view rest = text.substr(read.name.end);
  const char closing = bracket == '[' ? ']' : ')';
  const char mark = quote == '\0' ? '"' : quote;
  if (quote == '\0') read.before = mark;
  if (!rest.starts_with(mark)) {
    read.after = mark;
    const std::size_t next = rest.find_first_not_of(" \t");
    if (next == std::string_view::npos || (rest[next] != closing && rest[next] != ',')) read.after += closing;
  }
  return read;
}

// A docstring whose quotes are not closed takes in what stands below; that is cut off where nothing can be meant.
Range without_code_below(std::string_view text, Range fragment, std::uint32_t cursor, std::string_view key) {
  std::size_t line = text.find('\n', cursor);
  while (line != std::string_view::npos && line + 1 < fragment.end) {
    const std::string_view rest = text.substr(line + 1);
    const bool is_key = !key.empty() && rest.starts_with(key) && rest.substr(key.size()).starts_with(':');
    if (!is_space(rest.front()) && rest.front() != '#' && !is_key) {
      fragment.end = static_cast<std::uint32_t>(line + 1);
      break;
    }
    line = text.find('\n', line + 1);
  }
  return fragment;
}

class PlaceFinder {
 public:
  PlaceFinder(const File& file, const FileType& type, std::uint32_t cursor, bool is_built_in)
      : text_(file.text), kind_(file.kind), type_(type), cursor_(cursor), is_built_in_(is_built_in) {}

  std::optional<Fragment> run() const {
    if (type_.docstring == Docstring::none) return Fragment{{0, size()}, {}, {}};
    if (type_.docstring == Docstring::module) return in_module();
    return in_docstring();
  }

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }

  std::optional<Fragment> in_module() const {
    const python::Fragment found = python::find_fragment(text_);
    if (!found.found) {
      const std::size_t line = text_.find('\n', cursor_);
      const bool is_free = is_all_blank(text_.substr(0, cursor_)) &&
                           is_all_blank(text_.substr(cursor_, line == std::string_view::npos ? line : line - cursor_));
      if (!is_free) return std::nullopt;
      return Fragment{{cursor_, cursor_}, std::string(quotes) + "\n", "\n" + std::string(quotes) + code()};
    }
    Range range = found.range;
    if (cursor_ < range.begin || cursor_ > range.end) return std::nullopt;
    range = without_code_below(text_, range, cursor_, type_.key);
    Fragment fragment{range, {}, {}};
    if (is_all_blank(slice(text_, range))) {
      const bool is_first_line = slice(text_, {range.begin, cursor_}).find('\n') == std::string_view::npos;
      const bool is_last_line = slice(text_, {cursor_, range.end}).find('\n') == std::string_view::npos;
      if (is_first_line) fragment.before = "\n";
      if (is_first_line) fragment.erase = {range.begin, cursor_};
      if (is_last_line) fragment.after = "\n";
      const bool is_open =
          !text_.substr(found.range.end).starts_with(quotes) && slice(text_, {range.begin - 3, range.begin}) == quotes;
      if (is_open) fragment.after = "\n" + std::string(quotes) + (is_last_line ? "" : "\n");
      if (is_open && is_new_handler() && is_all_blank(text_.substr(cursor_)))
        fragment.after += (is_last_line ? "\n" : "") + std::string(function);
    }
    // Where nothing stands below the docstring, the function is missing, too.
    const std::string_view rest = text_.substr(found.range.end);
    const bool is_closed = rest.starts_with(quotes) || rest.starts_with("'''");
    if (is_closed && is_new_handler() && is_all_blank(rest.substr(quotes.size())))
      fragment.below = (rest.ends_with('\n') ? "" : "\n") + std::string(function);
    return fragment;
  }

  // A new handler has a function, too.
  bool is_new_handler() const { return kind_ == FileKind::handler && is_built_in_; }
  std::string code() const {
    return is_all_blank(text_) && is_new_handler() ? "\n" + std::string(function) : std::string("\n");
  }

  std::optional<Fragment> in_docstring() const {
    const auto of = type_.docstring == Docstring::all ? python::Docstrings::all : python::Docstrings::functions;
    for (const Range docstring : python::find_docstrings(text_, of)) {
      if (docstring.begin <= cursor_ && cursor_ <= docstring.end) return behind_line(docstring);
    }
    // While someone types, Python may see none.
    std::size_t opening = std::string_view::npos;
    bool is_open = false;
    for (std::size_t at = text_.find(quotes); at < cursor_; at = text_.find(quotes, at + quotes.size())) {
      is_open = !is_open;
      opening = at;
    }
    if (!is_open) return std::nullopt;
    const auto begin = static_cast<std::uint32_t>(opening + quotes.size());
    if (begin > cursor_) return std::nullopt;
    const std::size_t closing = text_.find(quotes, begin);
    return behind_line({begin, static_cast<std::uint32_t>(std::min(closing, text_.size()))});
  }

  std::optional<Fragment> behind_line(Range docstring) const {
    if (type_.after.empty()) return Fragment{docstring, {}, {}};
    std::uint32_t at = docstring.begin;
    while (at < cursor_) {
      const std::size_t newline = std::min<std::size_t>(text_.find('\n', at), docstring.end);
      std::string_view line = slice(text_, {at, static_cast<std::uint32_t>(newline)});
      while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
      while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
      at = static_cast<std::uint32_t>(newline) + 1;
      if (line == type_.after && at <= cursor_) return Fragment{{at, std::max(at, docstring.end)}, {}, {}};
    }
    return std::nullopt;
  }

  std::string_view text_;
  FileKind kind_;
  const FileType& type_;
  std::uint32_t cursor_;
  bool is_built_in_;
};

}  // namespace

// What a text is that says nothing about it, the app tells.
const Generation& generation_of(const App& app, const File& file) {
  if (file.recognised || !file.generation->is_built_in()) return *file.generation;
  const FileType* type = app.generation().type(file.kind);
  return type != nullptr && file.path.ends_with(type->files) ? app.generation() : *file.generation;
}

std::string_view name_of(ItemKind kind) {
  switch (kind) {
    case ItemKind::key:
      return "key";
    case ItemKind::value:
      return "value";
    case ItemKind::constant:
      return "constant";
    case ItemKind::boolean:
      return "boolean";
    case ItemKind::name:
      return "name";
    case ItemKind::service:
      return "service";
    case ItemKind::action:
      return "action";
    case ItemKind::variable:
      return "variable";
    case ItemKind::whole:
      return "whole";
  }
  return "value";
}

Completion complete(const App& app, const File& file, std::uint32_t offset, const CompletionStyle& style) {
  if (file.trouble != Trouble::none || file.text.size() > max_file_size) return {};
  const std::uint32_t cursor = std::min(offset, static_cast<std::uint32_t>(file.text.size()));
  const Generation& generation = generation_of(app, file);
  if (file.kind == FileKind::environment) {
    Completion completion = complete_environment(app, file, cursor, style);
    if (style.is_typing) keep_out_of_the_way(completion, slice(file.text, {completion.replace.begin, cursor}));
    return completion;
  }
  const FileType* type = generation.type(file.kind);
  if (type == nullptr) return {};
  // A file that is all YAML may be another tool's.
  const bool is_foreign = type->key.empty() && generation.is_built_in() && !file.recognised &&
                          &generation != settings_generation().get() && !is_all_blank(file.text);
  if (is_foreign) return {};
  if (type->schema) {
    if (const auto fragment = PlaceFinder(file, *type, cursor, generation.is_built_in()).run()) {
      if (!opens_in_fragment(file.text, cursor, style.trigger)) return {};
      Completion completion = FragmentCompleter(app, file, generation, *type, cursor, style).run(*fragment);
      if (style.is_typing) keep_out_of_the_way(completion, slice(file.text, {completion.replace.begin, cursor}));
      return completion;
    }
  }
  if (style.trigger == '\n' || style.trigger == ' ' || style.trigger == '[') return {};
  const bool has_code = file.kind == FileKind::handler && generation.reads_code();
  const std::optional<Read> read = has_code ? find_read(file.text, cursor) : std::nullopt;
  return read ? complete_variable(app, file, read->name, read->before, read->after) : Completion{};
}

}  // namespace paas::query
