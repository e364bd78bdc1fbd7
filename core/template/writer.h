// Writers of values, on lines with known origins. For core/template's own use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/template/text.h"

namespace paas::cloudformation {

inline constexpr std::size_t step = 2;  // blanks a level

/// A text that grows, and the origin of each of its lines where that is wanted.
class LineText {
 public:
  LineText(std::string& out, std::vector<LineOrigin>* lines) : out_(out), lines_(lines) {}

  std::string& out() { return out_; }
  /// What follows belongs to that entry of the part.
  void begin_entry(std::uint32_t resource) { resource_ = resource; }
  /// Begins the text's next line without ending one.
  void first_line(std::size_t blanks, const Origin* origin) {
    note(origin);
    out_.append(blanks, ' ');
  }
  void new_line(std::size_t blanks, const Origin* origin) {
    out_ += '\n';
    first_line(blanks, origin);
  }
  void note(const Origin* origin) {
    if (lines_ != nullptr) lines_->push_back({origin, resource_});
  }

 private:
  std::string& out_;
  std::vector<LineOrigin>* lines_;
  std::uint32_t resource_ = no_resource;
};

/// In double quotes. Control characters are escaped, and all that is not ASCII where that is asked for.
void add_json_string(std::string_view text, bool ascii_only, std::string& out);

class JsonWriter {
 public:
  explicit JsonWriter(LineText& text) : text_(text) {}
  /// `depth`: blanks before the closing bracket.
  void write(const Value& value, std::size_t depth, const Origin* origin);

 private:
  void write_list(const Value& value, std::size_t depth, const Origin* origin);
  void write_map(const Value& value, std::size_t depth, const Origin* origin);
  LineText& text_;
};

class YamlWriter {
 public:
  explicit YamlWriter(LineText& text) : text_(text) {}
  /// Behind a key and its colon, or behind a dash: what follows stands on the same line, or on lines that are indented
  /// by `depth` at least.
  void write_behind(const Value& value, std::size_t depth, const Origin* origin, bool is_item);
  void write_key(std::string_view key);

 private:
  bool write_function(const Value& value, std::size_t depth, const Origin* origin);
  void write_scalar(const Value& value, std::size_t depth, const Origin* origin);
  void write_block(std::string_view content, std::size_t depth, const Origin* origin);
  void write_members(const Value& value, std::size_t depth, const Origin* origin, bool begins_line);
  void write_items(const Value& value, std::size_t depth, const Origin* origin);
  LineText& text_;
};

}  // namespace paas::cloudformation
