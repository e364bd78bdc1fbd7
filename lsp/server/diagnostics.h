// Diagnostics for the editor: computed once for each version of what they depend on, pulled or pushed.
// LSP 3.17, Pull Diagnostics and PublishDiagnostics
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/rules/rule.h"
#include "lsp/server/feature.h"

namespace paas::lsp {

/// The diagnostics of one file as the protocol has them.
struct FileReport {
  std::string result_id;  // the same for the same items
  Json items;
};

Json to_json(const Request& request, const Diagnostic& diagnostic);

/// Judges the file of an app, as `--check` does.
std::vector<Diagnostic> diagnose(const Subject& subject);

class Reports {
 public:
  /// The report of a file that is known; empty items for one that is not.
  const FileReport& report(const Request& request, const std::string& path);
  void forget(const std::string& path) { known_.erase(path); }
  /// Every path that may have a report, in order.
  static std::vector<std::string> paths(const Index& index);

 private:
  // What a report was made of is not kept alive for it: that would be an old version of the whole app, for each file
  // that nobody asked about since.
  struct Known {
    std::weak_ptr<const App> app;
    std::weak_ptr<const File> file;
    FileReport report;
  };
  std::map<std::string, Known> known_;
};

}  // namespace paas::lsp
