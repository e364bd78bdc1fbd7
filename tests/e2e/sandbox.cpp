// Files for tests, and what their reports say.
#include "e2e/sandbox.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "catch.h"

namespace paas::test {

namespace fs = std::filesystem;

Sandbox::Sandbox() {
  std::string pattern = fs::canonical(fs::temp_directory_path()).string() + "/paas-e2e-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  directory_ = pattern;
  fs::permissions(directory_, fs::perms(0755));  // also for tests that run the program as nobody
}

Sandbox::~Sandbox() {
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void Sandbox::write(std::string_view relative, std::string_view text) const {
  const std::string name = path(relative);
  fs::create_directories(fs::path(name).parent_path());
  std::ofstream(name, std::ios::binary) << text;
}

void Sandbox::make_folder(std::string_view relative) const { fs::create_directories(path(relative)); }

ProcessResult Sandbox::run(const std::vector<std::string>& arguments, ProcessOptions options) const {
  if (options.directory.empty()) options.directory = directory_;
  return test::run(arguments, options);
}

ProcessResult Sandbox::check(std::vector<std::string> arguments, ProcessOptions options) const {
  arguments.insert(arguments.begin(), "--check");
  return run(arguments, std::move(options));
}

std::string worker(std::string_view code) {
  return "\"\"\"\ninfra:\n  type: worker\n\"\"\"\n\ndef handler(event, context=None):\n    return None\n" +
         std::string(code);
}

std::string wrong_worker() {
  return "\"\"\"\ninfra:\n  type: worker\n  oops: 1\n\"\"\"\n\ndef handler(event, context=None):\n    return None\n";
}

void write_app(const Sandbox& sandbox, const std::string& name) {
  sandbox.write(name + "/__init__.py", "\"\"\"\ninfra: {}\n\"\"\"\n");
  sandbox.write(name + "/orders/index.py", worker());
  sandbox.write(name + "/orders/test.py", "");
}

nlohmann::json report_of(const ProcessResult& result) {
  INFO("status " << result.status << ", signal " << result.signal << ", standard error: " << result.err);
  const nlohmann::json report = nlohmann::json::parse(result.out, nullptr, false);
  REQUIRE(report.is_object());
  return report;
}

std::vector<std::string> problems_of(const ProcessResult& result) {
  std::vector<std::string> problems;
  const nlohmann::json report = report_of(result);
  for (const nlohmann::json& diagnostic : report["diagnostics"]) {
    const int line = diagnostic["range"]["start"]["line"].get<int>() + 1;
    problems.push_back(diagnostic["file"].get<std::string>() + ":" + std::to_string(line) + " " +
                       diagnostic["severity"].get<std::string>() + " " + diagnostic["code"].get<std::string>());
  }
  return problems;
}

std::vector<std::string> codes_of(const ProcessResult& result) {
  std::vector<std::string> codes;
  const nlohmann::json report = report_of(result);
  for (const nlohmann::json& diagnostic : report["diagnostics"]) codes.push_back(diagnostic["code"]);
  return codes;
}

}  // namespace paas::test
