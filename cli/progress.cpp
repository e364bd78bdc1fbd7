// Draws the progress bar.
#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/say.h"

namespace paas::cli {

namespace {

constexpr std::size_t bar_width = 30;

void draw(std::string_view what, std::size_t done, std::size_t count) {
  const std::size_t filled = done * bar_width / count;
  const std::string bar =
      done == count ? "\r\x1b[K"
                    : fmt::format("\r{} [{:=<{}}{:<{}}] {}/{}", what, "", filled, "", bar_width - filled, done, count);
  draw_line(bar);
}

}  // namespace

Progress progress_bar(std::string_view what) {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [what](std::size_t done, std::size_t count) { draw(what, done, count); };
}

}  // namespace paas::cli
