// Writes unified diffs; the library for differences stays behind this file.
#include "cli/diff.h"

#include <dtl/dtl.hpp>
#include <sstream>
#include <vector>

namespace paas::cli {

namespace {

constexpr const char* no_newline = "\n\\ No newline at end of file";

// Without line ends; the last line says so where its end is missing.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    if (end == std::string::npos) {
      lines.back() += no_newline;
      break;
    }
    begin = end + 1;
  }
  return lines;
}

}  // namespace

std::string unified_diff(const std::string& path, bool is_new, bool is_removed, const std::string& before,
                         const std::string& after) {
  if (before == after && !is_new && !is_removed) return {};
  std::string head = "diff --git a/" + path + " b/" + path + "\n";
  if (is_new) head += "new file mode 100644\n";
  if (is_removed) head += "deleted file mode 100644\n";
  head += "--- " + (is_new ? "/dev/null" : "a/" + path) + "\n+++ " + (is_removed ? "/dev/null" : "b/" + path) + "\n";
  const std::vector<std::string> old_lines = lines_of(before);
  const std::vector<std::string> new_lines = lines_of(after);
  dtl::Diff<std::string> diff(old_lines, new_lines);
  diff.compose();
  diff.composeUnifiedHunks();
  std::ostringstream hunks;
  diff.printUnifiedFormat(hunks);
  std::string text = hunks.str();
  // No line comes before the first of a new file, and none is left of a removed one.
  if (is_new) text.replace(text.find("-1,0"), 4, "-0,0");
  if (is_removed) text.replace(text.find("+1,0"), 4, "+0,0");
  return head + text;
}

}  // namespace paas::cli
