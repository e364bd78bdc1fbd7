// What the benchmark found out, as Markdown.
#include "report.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace paas::bench {

namespace {

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(std::min(line.find(':') + 2, line.size()));
  }
  return "unknown processor";
}

std::string row(const Size& size) {
  const auto handlers = static_cast<double>(size.handlers);
  return fmt::format("| {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} |\n", size.name, size.wall * 1e3,
                     size.cpu * 1e3, size.wall / handlers * 1e6, size.memory / 1e6,
                     (size.memory - size.empty_memory) / handlers / 1e3);
}

std::string row(const Server& server) {
  std::string text =
      fmt::format("| {} | {:.1f} | {:.1f} |", server.name, server.initialize * 1e3, server.first_diagnostics * 1e3);
  for (const Latency& latency : {server.keystroke, server.completion, server.hover}) {
    text += fmt::format(" {:.2f} / {:.2f} |", latency.half * 1e3, latency.slowest * 1e3);
  }
  return text + fmt::format(" {:.1f} |\n", server.memory / 1e6);
}

std::string row(const Figure& figure) {
  const char* verdict = figure.value.median <= figure.goal ? "met" : is_broken(figure) ? "**broken**" : "**missed**";
  return fmt::format("| {} | {} | {:.2f} {} [{:.2f}-{:.2f}] | {:g} {} | {} |\n", figure.what, figure.yardstick,
                     figure.value.median, figure.unit, figure.value.least, figure.value.greatest, figure.goal,
                     figure.unit, verdict);
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  const double median = values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  return {median, values.front(), values.back()};
}

bool is_broken(const Figure& figure) {
  return figure.value.median > figure.goal * (figure.is_recorded ? tolerance_of_recorded : tolerance);
}

std::string page(const std::vector<Size>& sizes, const std::vector<Server>& servers, const std::vector<Figure>& figures,
                 int pairs) {
  std::string text = fmt::format(
      "# Performance\n\n"
      "Written by `make bench`; do not edit. Measured on {}, with {} processors. Absolute times\n"
      "belong to that machine; the ratios travel. Files are in the page cache. A handler has 40\n"
      "lines, one of fifty has a mistake.\n\n"
      "## Goals\n\n"
      "Product and yardstick run in turn, {} pairs; the figure is the median of the ratios of each pair, with the\n"
      "least and the greatest. Whole processes are compared, from start to exit, but for *parse*, which counts only "
      "the\n"
      "parsing of every file from memory. *read*: one thread walks the folders and reads every handler. *parse*: one\n"
      "thread parses the same files whole with the Python grammar.\n\n"
      "| what | against | measured | goal, at most | |\n|---|---|---|---|---|\n",
      processor(), std::thread::hardware_concurrency(), pairs);
  for (const Figure& figure : figures) text += row(figure);
  text +=
      "\n## `paas-lsp --check --quiet` on apps of several sizes\n\n"
      "| handlers | time, ms | processor time, ms | time a handler, µs | peak memory, MB | memory a handler, KB |\n"
      "|---|---|---|---|---|---|\n";
  for (const Size& size : sizes) text += row(size);
  text += "\nThe memory of a handler is what a check takes above a check of an empty folder.\n";
  if (servers.empty()) return text;
  text +=
      "\n## The language server, and yaml-language-server beside it\n\n"
      "One client drives each over standard streams, in turn. The same fragment of 40 lines with two mistakes is open "
      "in\n"
      "all: as a YAML file with an equal schema in yaml-language-server, in the docstring of a handler in paas-lsp, "
      "which\n"
      "reads the Python around it and the workspace too. In milliseconds, p50 / p99 in a session, the median of the\n"
      "sessions. No request is left out as a warm-up. *edit to diagnostics* is what a person waits for, each server's "
      "own\n"
      "delay included; *completion* has an edit before each. *floor* is a program that answers without looking: what "
      "the\n"
      "client and the system take.\n\n"
      "| server | start to `initialize` | start to first diagnostics | edit to diagnostics | completion | hover | peak "
      "memory, MB |\n|---|---|---|---|---|---|---|\n";
  for (const Server& server : servers) text += row(server);
  return text;
}

}  // namespace paas::bench
