// What the benchmark found out, and how it is shown.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace paas::bench {

/// The middle, the least and the greatest of a series.
struct Spread {
  double median = 0;
  double least = 0;
  double greatest = 0;
};

Spread spread_of(std::vector<double> values);

/// One size of input, checked whole.
struct Size {
  std::string name;
  std::size_t handlers = 0;
  double wall = 0;          // seconds, median
  double cpu = 0;           // seconds, median
  double memory = 0;        // peak, bytes, median
  double empty_memory = 0;  // the same of a check of an empty folder
};

/// A figure that has a goal: it must not be above it.
struct Figure {
  std::string what;
  std::string yardstick;
  std::string unit;  // "x" for ratios
  Spread value;
  double goal = 0;
  bool is_recorded = false;  // the yardstick is a time of another machine, which may be faster than this one
};

/// The middle and the slowest of one thing that a server did often, in seconds.
struct Latency {
  double half = 0;     // p50
  double slowest = 0;  // p99
};

/// What a language server took; seconds and bytes, medians of several sessions.
struct Server {
  std::string name;
  double initialize = 0;
  double first_diagnostics = 0;
  Latency keystroke;
  Latency completion;
  Latency hover;
  double memory = 0;
};

/// Shared machines are noisy: a goal counts as broken only beyond this multiple of it.
inline constexpr double tolerance = 1.5;
inline constexpr double tolerance_of_recorded = 3;

bool is_broken(const Figure& figure);

/// The page docs/performance.md; `pairs`: how many pairs of runs each ratio comes from.
std::string page(const std::vector<Size>& sizes, const std::vector<Server>& servers, const std::vector<Figure>& figures,
                 int pairs);

}  // namespace paas::bench
