// Lines, columns and UTF-8.
#include "core/text/text.h"

#include <string>

#include "catch.h"

using paas::Lines;
using paas::Position;
using paas::Range;

TEST_CASE("lines end with LF, CR LF and CR") {
  const Lines lines("a\nbc\r\nd\re");
  REQUIRE(lines.count() == 4);
  CHECK(lines.line(0) == Range{0, 1});
  CHECK(lines.line(1) == Range{2, 4});
  CHECK(lines.line(2) == Range{6, 7});
  CHECK(lines.line(3) == Range{8, 9});
  CHECK(lines.line(4) == Range{});
}

TEST_CASE("a text that ends with a line break has an empty last line") {
  const Lines lines("a\n");
  CHECK(lines.count() == 2);
  CHECK(lines.line(1) == Range{2, 2});
}

TEST_CASE("the line of an offset") {
  const Lines lines("a\nbc\n");
  CHECK(lines.line_of(0) == 0);
  CHECK(lines.line_of(1) == 0);  // the line break belongs to its line
  CHECK(lines.line_of(2) == 1);
  CHECK(lines.line_of(5) == 2);
  CHECK(lines.line_of(99) == 2);
}

TEST_CASE("UTF-16 columns count surrogate pairs as two, code points as one") {
  const std::string text = "\xC3\xA9\xF0\x9F\x98\x80x";  // é, an emoji, x
  const Lines lines(text);
  CHECK(lines.utf16(0) == Position{0, 0});
  CHECK(lines.utf16(2) == Position{0, 1});
  CHECK(lines.utf16(6) == Position{0, 3});
  CHECK(lines.utf16(7) == Position{0, 4});
  CHECK(lines.code_points(6) == Position{0, 2});
}

TEST_CASE("an offset inside a character counts as its start") {
  const std::string text = "a\xF0\x9F\x98\x80";
  CHECK(Lines(text).utf16(3) == Position{0, 1});
}

TEST_CASE("a slice is clipped to the text") {
  CHECK(paas::slice("abc", {1, 2}) == "b");
  CHECK(paas::slice("abc", {2, 9}) == "c");
  CHECK(paas::slice("abc", {5, 9}).empty());
}

TEST_CASE("invalid UTF-8 is found where it begins") {
  CHECK(paas::first_invalid_utf8("a\xC3\xA9\xF0\x9F\x98\x80") == std::string_view::npos);
  CHECK(paas::first_invalid_utf8("ab\xFF") == 2);
  CHECK(paas::first_invalid_utf8("\xC0\x80") == 0);          // overlong
  CHECK(paas::first_invalid_utf8("x\xED\xA0\x80") == 1);     // a surrogate
  CHECK(paas::first_invalid_utf8("\xF4\x90\x80\x80") == 0);  // past U+10FFFF
  CHECK(paas::first_invalid_utf8("\xE2\x82") == 0);          // cut off
}
