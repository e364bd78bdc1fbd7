// The part of the benchmark that drives language servers.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "report.h"

namespace paas::bench {

struct ServerBenchOptions {
  std::filesystem::path build;  // where paas-lsp and the benchmark's programs are
  std::filesystem::path data;   // where folders may be made
  std::string rival;            // the folder of the package yaml-language-server
  bool smoke = false;           // few and small, to see that it works
  /// The folder of an app with that many handlers.
  std::function<std::filesystem::path(std::size_t handlers)> app;
  /// Seconds that it takes to read the files of a folder.
  std::function<double(const std::filesystem::path& folder)> read;
};

/// Appends what it finds out. Throws a `runtime_error` that says what went wrong.
void run_server_bench(const ServerBenchOptions& options, std::vector<Server>& servers, std::vector<Figure>& figures);

}  // namespace paas::bench
