// How diagnostics are written: one function for each format.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/rules/fix.h"
#include "core/rules/rule.h"

namespace paas::report {

struct Summary {
  std::size_t apps = 0;
  std::size_t handlers = 0;
  std::size_t files = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t information = 0;
  std::size_t hints = 0;
  std::int64_t milliseconds = 0;
  std::vector<std::string> remarks = {};  // about apps as a whole; the text report shows them
};

enum class Format : std::uint8_t { text, json, sarif, github, gitlab, junit };

struct Options {
  Format format = Format::text;
  bool color = false;
  bool quiet = false;          // text: errors and warnings in one line each, no summary
  std::string base_directory;  // paths below it are shown relative to it
  std::function<std::vector<Fix>(const Diagnostic&)> fixes_of = {};  // SARIF: what it tells; none: no fixes
};

/// Sorted by path, then place. Every line ends with LF; the bytes depend on the arguments alone.
std::string write(const std::vector<Diagnostic>& diagnostics, const Summary& summary, const Options& options);

}  // namespace paas::report
