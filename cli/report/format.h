// What the formats share: sorted diagnostics with their places. Each format is one function in a file of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cli/report/report.h"

namespace paas::report {

/// Views into the arguments of `write`, which outlive it.
class Report {
 public:
  Report(const std::vector<Diagnostic>& diagnostics, const Summary& summary, const Options& options);

  /// By path, then place.
  const std::vector<const Diagnostic*>& diagnostics() const { return diagnostics_; }
  const Summary& summary() const { return summary_; }
  const Options& options() const { return options_; }

  /// Relative to the base directory if the file lies below it. The bytes are those of the file system.
  std::string_view path(const File& file) const;
  /// The lines of a file. Only some are remembered, so hold on to the pointer while you use them.
  std::shared_ptr<const Lines> lines(const File& file) const;
  /// Identifies each of `diagnostics()` beyond this run: it does not change when its line moves.
  std::vector<std::string> fingerprints() const;

 private:
  std::vector<const Diagnostic*> diagnostics_;
  const Summary& summary_;
  const Options& options_;
  mutable std::unordered_map<const File*, std::shared_ptr<const Lines>> lines_;
};

std::string write_text(const Report& report);
std::string write_json(const Report& report);
std::string write_sarif(const Report& report);
std::string write_github(const Report& report);
std::string write_gitlab(const Report& report);
std::string write_junit(const Report& report);

}  // namespace paas::report
