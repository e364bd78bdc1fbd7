// A temporary folder with the files of a test, and the small apps that most tests start from.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "e2e/process.h"

namespace paas::test {

/// Removed with everything in it when the test ends.
class Sandbox {
 public:
  Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox();

  const std::string& directory() const { return directory_; }
  std::string path(std::string_view relative) const { return directory_ + "/" + std::string(relative); }
  /// Writes a file and makes the folders above it.
  void write(std::string_view relative, std::string_view text) const;
  void make_folder(std::string_view relative) const;

  /// `paas-lsp ARGUMENTS`, started in the folder.
  ProcessResult run(const std::vector<std::string>& arguments, ProcessOptions options = {}) const;
  /// `paas-lsp --check ARGUMENTS`.
  ProcessResult check(std::vector<std::string> arguments = {}, ProcessOptions options = {}) const;

 private:
  std::string directory_;
};

/// An app of generation 0.8 in the folder `name` that has nothing to complain about, with a handler `orders`.
void write_app(const Sandbox& sandbox, const std::string& name);
/// A worker without a mistake; `code` stands after its function.
std::string worker(std::string_view code = {});
/// A worker with exactly one error: the unknown key `oops`.
std::string wrong_worker();

/// The report of `--format json`; fails the test if it is none.
nlohmann::json report_of(const ProcessResult& result);
/// `file:line severity code` of each diagnostic, lines from 1.
std::vector<std::string> problems_of(const ProcessResult& result);
/// The codes of the diagnostics, in their order.
std::vector<std::string> codes_of(const ProcessResult& result);

}  // namespace paas::test
