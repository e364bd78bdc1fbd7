// Writes the log file.
#include "lsp/server/log.h"

#include <fmt/format.h>

#include <chrono>

namespace paas::lsp {

bool Log::open(const char* path) {
  file_.reset(std::fopen(path, "ae"));
  return file_ != nullptr;
}

void Log::write(std::string_view line) {
  static const auto start = std::chrono::steady_clock::now();
  if (file_ == nullptr) return;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  const std::string text = fmt::format("{:.3f} {}\n", elapsed.count(), line);
  std::fwrite(text.data(), 1, text.size(), file_.get());
  std::fflush(file_.get());
}

}  // namespace paas::lsp
