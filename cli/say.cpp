// Texts of others, such as names of folders and values of settings, are escaped before they reach a terminal or a log.
#include "cli/say.h"

#include <cstdio>

#include "cli/cli.h"
#include "cli/report/display.h"

namespace paas::cli {

void print(std::string_view text) {
  if (!text.empty()) std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_lines(std::string_view text) { print(report::without_commands(text)); }

void say(std::string_view line) {
  const std::string text = report::safe_line(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void tell(std::string_view message) { say("paas-lsp: " + std::string(message)); }

int fail(std::string_view message) {
  tell(message);
  return exit_unusable;
}

void draw_line(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace paas::cli
