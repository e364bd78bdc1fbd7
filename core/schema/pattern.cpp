// Translates ECMA-262 patterns to RE2 and runs them. RE2 is used in this file only.
#include "core/schema/pattern.h"

#include <re2/re2.h>

#include <cctype>

namespace paas::schema {
namespace {

// ECMA-262 counts more as white space than RE2 does.
constexpr std::string_view space_class = R"(\t\n\v\f\r \x{a0}\x{feff}\x{2028}\x{2029}\p{Zs})";

class Translator {
 public:
  explicit Translator(std::string_view source) : source_(source) {}

  std::string run() {
    while (at_ < source_.size()) step();
    return std::move(out_);
  }

 private:
  bool follows(std::string_view text) const { return source_.substr(at_, text.size()) == text; }

  void step() {
    if (source_[at_] == '\\') return escape();
    if (in_class_) return class_member();
    if (follows("[^]")) return replace(3, R"([\x00-\x{10FFFF}])");
    if (follows("[]")) return replace(2, R"([^\x00-\x{10FFFF}])");
    if (source_[at_] == '[') {
      in_class_ = true;
      return replace(follows("[^") ? 2 : 1, follows("[^") ? "[^" : "[");
    }
    if (follows("(?<") && !follows("(?<=") && !follows("(?<!")) return replace(3, "(?P<");
    out_ += source_[at_++];
  }

  void class_member() {
    // `[:alpha:]` is a class of its own to RE2 and three letters to ECMA-262.
    if (source_[at_] == '[') return replace(1, R"(\[)");
    if (source_[at_] == ']') in_class_ = false;
    out_ += source_[at_++];
  }

  void replace(std::size_t size, std::string_view by) {
    at_ += size;
    out_ += by;
  }

  void escape() {
    if (at_ + 1 == source_.size()) return replace(1, "\\");  // RE2 says what is wrong with it
    const char letter = source_[at_ + 1];
    switch (letter) {
      case 'u':
        return unicode();
      case 'c':
        if (at_ + 2 < source_.size() && std::isalpha(static_cast<unsigned char>(source_[at_ + 2]))) {
          code_point(static_cast<unsigned>(source_[at_ + 2]) % 32);
          at_ += 3;
          return;
        }
        return replace(2, R"(\\c)");
      case 's':
        out_ += in_class_ ? std::string(space_class) : "[" + std::string(space_class) + "]";
        at_ += 2;
        return;
      case 'S':
        if (in_class_) return replace(2, R"(\S)");
        return replace(2, "[^" + std::string(space_class) + "]");
      case 'b':
        return replace(2, in_class_ ? R"(\x08)" : R"(\b)");
      case '0':
        return replace(2, R"(\x00)");
      case '/':
        return replace(2, "/");
      case 'A':
      case 'C':
      case 'E':
      case 'Q':
      case 'Z':
      case 'a':
      case 'z':
        // Of meaning to RE2 only: in ECMA-262 these letters stand for themselves.
        return replace(2, std::string_view(&letter, 1));
      default:
        out_ += source_.substr(at_, 2);
        at_ += 2;
    }
  }

  /// The value of four hexadecimal digits at `at`, or -1.
  int hexadecimal(std::size_t at) const {
    if (at + 4 > source_.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
      const auto digit = static_cast<unsigned char>(source_[i]);
      if (!std::isxdigit(digit)) return -1;
      value = value * 16 + (std::isdigit(digit) ? digit - '0' : std::tolower(digit) - 'a' + 10);
    }
    return value;
  }

  void unicode() {
    int value = hexadecimal(at_ + 2);
    if (value < 0) return replace(2, in_class_ || !follows("\\u{") ? "u" : R"(\x)");
    at_ += 6;
    if (value >= 0xD800 && value < 0xDC00 && follows("\\u")) {
      const int low = hexadecimal(at_ + 2);
      if (low >= 0xDC00 && low < 0xE000) {
        value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
        at_ += 6;
      }
    }
    code_point(static_cast<unsigned>(value));
  }

  void code_point(unsigned value) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    do {
      text.insert(text.begin(), digits[value % 16]);
      value /= 16;
    } while (value > 0);
    out_ += "\\x{" + text + "}";
  }

  std::string_view source_;
  std::string out_;
  std::size_t at_ = 0;
  bool in_class_ = false;
};

}  // namespace

std::string to_re2(std::string_view source) { return Translator(source).run(); }

Pattern::Pattern(std::unique_ptr<re2::RE2> engine) : engine_(std::move(engine)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view source) {
  if (source.size() > max_pattern_size) return Error{"the pattern is larger than 10 KB"};
  re2::RE2::Options options;
  options.set_log_errors(false);
  // A small program keeps a search fast even where the automaton does not fit into the memory.
  options.set_max_mem(2 << 20);
  auto engine = std::make_unique<re2::RE2>(to_re2(source), options);
  if (!engine->ok()) return Error{"the pattern cannot be used: " + engine->error()};
  return Pattern(std::move(engine));
}

bool Pattern::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *engine_);
}

}  // namespace paas::schema
