// Drives the benchmark: generates apps, measures paas-lsp against the yardsticks, shows and writes the results.
// paas-bench BUILD_FOLDER [--smoke] [--huge] [--servers YAML_LANGUAGE_SERVER] [--write FILE]
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "process.h"
#include "report.h"
#include "server_bench.h"

namespace {

using namespace paas::bench;
namespace fs = std::filesystem;

constexpr int pairs = 9;
// What paas-bench-generate does: one mistake in fifty handlers.
constexpr std::size_t faulty_every = 50;

struct Options {
  fs::path build;
  bool smoke = false;
  bool huge = false;
  std::string rival;  // the folder of yaml-language-server; without it no language server is measured
  std::string write;
};

/// Seconds of one run, or the throw of a `runtime_error` that says what went wrong.
using Timed = std::function<double()>;

Spread compare(const Timed& product, const Timed& yardstick) {
  std::vector<double> ratios;
  product();  // the first runs fill the page cache
  yardstick();
  for (int pair = 0; pair < pairs; ++pair) {
    const double seconds = product();
    ratios.push_back(seconds / yardstick());
  }
  return spread_of(std::move(ratios));
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options), data_(options.build / "bench-data") {
    fs::create_directories(data_ / "empty");
    empty_memory_ = check(data_ / "empty", 0).memory;
  }

  void run() {
    if (options_.smoke) {
      compare_with_yardsticks("4,000 in 100 apps", apps(100, 40), 4'000);
    } else {
      size("100 in 4 apps", apps(4, 25), 100);
      size("1,000 in 25 apps", apps(25, 40), 1'000);
      compare_with_yardsticks("10,000 in 250 apps", apps(250, 40), 10'000);
      size("10,000 in one app", apps(1, 10'000), 10'000);
      compare_sizes("10,000 in one app", apps(1, 10'000), 1.5);
    }
    if (options_.huge) {
      size("100,000 in 2,500 apps", apps(2'500, 40), 100'000);
      compare_sizes("100,000 in 2,500 apps", apps(2'500, 40), 12);
    }
    previews();
    compare_start();
    if (!options_.rival.empty()) {
      run_server_bench({options_.build, data_, options_.rival, options_.smoke,
                        [this](std::size_t handlers) { return apps(1, handlers); },
                        [this](const fs::path& folder) { return reading(folder)(); }},
                       servers_, figures_);
    }
  }

  const std::vector<Server>& servers() const { return servers_; }
  const std::vector<Size>& sizes() const { return sizes_; }
  const std::vector<Figure>& figures() const { return figures_; }

 private:
  std::string program(const char* name) const { return (options_.build / "tests/bench" / name).string(); }
  std::string paas_lsp() const { return (options_.build / "paas-lsp").string(); }

  /// The folder with that many apps; made anew where the generator is newer.
  fs::path apps(std::size_t count, std::size_t handlers) const {
    const fs::path folder = data_ / fmt::format("{}x{}", count, handlers);
    const std::string generator = program("paas-bench-generate");
    if (fs::exists(folder) && fs::last_write_time(folder) > fs::last_write_time(generator)) return folder;

    const fs::path unfinished = folder.string() + ".unfinished";
    fs::remove_all(folder);
    fs::remove_all(unfinished);
    fmt::print(stderr, "generating {} apps of {} handlers\n", count, handlers);
    if (measure({generator, unfinished.string(), std::to_string(count), std::to_string(handlers)}).status != 0) {
      throw std::runtime_error("cannot generate " + folder.string());
    }
    fs::rename(unfinished, folder);
    return folder;
  }

  Measured check(const fs::path& folder, int expected_status, const std::string& output = "/dev/null") const {
    const Measured measured = measure({paas_lsp(), "--check", "--quiet", folder.string()}, output);
    if (measured.status != expected_status) {
      throw std::runtime_error(fmt::format("`{} --check --quiet {}` ended with status {} instead of {}", paas_lsp(),
                                           folder.string(), measured.status, expected_status));
    }
    return measured;
  }

  Timed checking(const fs::path& folder) const {
    return [this, folder] { return check(folder, 1).wall; };
  }

  Timed reading(const fs::path& folder) const {
    return [this, folder] { return yardstick("read", folder, "/dev/null").wall; };
  }

  Timed parsing(const fs::path& folder) const {
    return [this, folder] {
      const fs::path output = data_ / "parse.txt";
      yardstick("parse", folder, output.string());
      return std::stod(read_text(output));
    };
  }

  Measured yardstick(const char* mode, const fs::path& folder, const std::string& output) const {
    const Measured measured = measure({program("paas-bench-yardstick"), mode, folder.string()}, output);
    if (measured.status != 0) throw std::runtime_error(fmt::format("the yardstick `{}` failed", mode));
    return measured;
  }

  /// A check that finds nothing would be fast, too: every faulty handler must have its line.
  void require_findings(const fs::path& folder, std::size_t handlers) const {
    const fs::path output = data_ / "check.txt";
    check(folder, 1, output.string());
    const std::string text = read_text(output);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (lines < handlers / faulty_every) {
      throw std::runtime_error(fmt::format("only {} findings in {}, which has {} mistakes", lines, folder.string(),
                                           handlers / faulty_every));
    }
  }

  void size(const std::string& name, const fs::path& folder, std::size_t handlers) {
    require_findings(folder, handlers);
    std::vector<double> wall;
    std::vector<double> cpu;
    std::vector<double> memory;
    for (int run = 0; run < pairs; ++run) {
      const Measured measured = check(folder, 1);
      wall.push_back(measured.wall);
      cpu.push_back(measured.cpu);
      memory.push_back(static_cast<double>(measured.memory));
    }
    sizes_.push_back({name, handlers, spread_of(wall).median, spread_of(cpu).median, spread_of(memory).median,
                      static_cast<double>(empty_memory_)});
  }

  void compare_with_yardsticks(const std::string& name, const fs::path& folder, std::size_t handlers) {
    size(name, folder, handlers);
    const Size& measured = sizes_.back();
    const double memory = (measured.memory - measured.empty_memory) / static_cast<double>(handlers) / 1e3;
    const std::string what = "check of " + name;
    figures_.push_back({what, "read", "x", compare(checking(folder), reading(folder)), 8});
    figures_.push_back({what, "parse", "x", compare(checking(folder), parsing(folder)), 0.5});
    figures_.push_back({"memory a handler, " + name, "an empty folder", "KB", {memory, memory, memory}, 5});
  }

  void compare_sizes(const std::string& name, const fs::path& folder, double goal) {
    figures_.push_back({"check of " + name, "check of 10,000 in 250 apps", "x",
                        compare(checking(folder), checking(apps(250, 40))), goal});
  }

  Measured preview(const fs::path& folder, const std::string& output = "/dev/null") const {
    const Measured measured = measure({paas_lsp(), "--preview", "--format", "json", folder.string()}, output);
    // 1: the handlers with mistakes are left out.
    if (measured.status != 1) throw std::runtime_error("`paas-lsp --preview` failed on " + folder.string());
    return measured;
  }

  Timed previewing(const fs::path& folder) const {
    return [this, folder] { return preview(folder).wall; };
  }

  /// The deployer is not here to be run beside: its times were recorded on a machine with two processors, whole
  /// processes, for apps of so many handlers (with shorter files than these).
  void previews() {
    struct Recorded {
      std::size_t handlers;
      std::string name;
      double seconds;
      double share;  // that is the goal
    };
    for (const Recorded& deployer : {Recorded{100, "100", 0.348, 1 / 30.0}, Recorded{1'000, "1,000", 2.06, 1 / 40.0},
                                     Recorded{10'000, "10,000", 45.4, 1 / 100.0}}) {
      if (options_.smoke && deployer.handlers == 10'000) continue;
      const fs::path folder = apps(1, deployer.handlers);
      require_template(folder, deployer.handlers);
      std::vector<double> wall;
      std::vector<double> cpu;
      std::vector<double> memory;
      std::vector<double> ratios;
      for (int run = 0; run < pairs; ++run) {
        const Measured measured = preview(folder);
        wall.push_back(measured.wall);
        cpu.push_back(measured.cpu);
        memory.push_back(static_cast<double>(measured.memory));
        ratios.push_back(measured.wall / deployer.seconds);
      }
      sizes_.push_back({fmt::format("template of {} in one app", deployer.name), deployer.handlers,
                        spread_of(wall).median, spread_of(cpu).median, spread_of(memory).median,
                        static_cast<double>(empty_memory_)});
      figures_.push_back({fmt::format("template of {} handlers", deployer.name),
                          fmt::format("the deployer's {} s", deployer.seconds), "x", spread_of(ratios), deployer.share,
                          true});
    }
    if (options_.smoke) return;
    figures_.push_back({"template of 10,000 handlers", "template of 1,000", "x",
                        compare(previewing(apps(1, 10'000)), previewing(apps(1, 1'000))), 12});
  }

  /// A template without resources would be fast, too: each handler but the faulty ones makes ten.
  void require_template(const fs::path& folder, std::size_t handlers) const {
    const fs::path output = data_ / "template.json";
    preview(folder, output.string());
    const std::string text = read_text(output);
    constexpr std::string_view function = "\"AWS::Lambda::Function\"";
    std::size_t functions = 0;
    for (std::size_t at = text.find(function); at != std::string::npos; at = text.find(function, at + 1)) ++functions;
    if (functions < handlers - handlers / faulty_every)
      throw std::runtime_error(fmt::format("only {} functions in the template of {}", functions, folder.string()));
  }

  void compare_start() {
    const Timed version = [this] {
      const Measured measured = measure({paas_lsp(), "--version"});
      if (measured.status != 0) throw std::runtime_error("`paas-lsp --version` failed");
      return measured.wall;
    };
    const Timed node = [] {
      const Measured measured = measure({"node", "-e", "0"});
      if (measured.status != 0) throw std::runtime_error("`node -e 0` failed: is Node.js installed?");
      return measured.wall;
    };
    figures_.push_back({"`paas-lsp --version`", "`node -e 0`", "x", compare(version, node), 0.1});
  }

  const Options& options_;
  fs::path data_;
  long empty_memory_ = 0;
  std::vector<Size> sizes_;
  std::vector<Server> servers_;
  std::vector<Figure> figures_;
};

bool read_options(int argc, char** argv, Options& options) {
  for (int index = 1; index < argc; ++index) {
    const std::string_view argument = argv[index];
    if (argument == "--smoke") {
      options.smoke = true;
    } else if (argument == "--huge") {
      options.huge = true;
    } else if (argument == "--servers" && index + 1 < argc) {
      options.rival = argv[++index];
    } else if (argument == "--write" && index + 1 < argc) {
      options.write = argv[++index];
    } else if (!argument.starts_with('-') && options.build.empty()) {
      options.build = argument;
    } else {
      return false;
    }
  }
  return !options.build.empty();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!read_options(argc, argv, options)) {
    fmt::print(stderr,
               "usage: paas-bench BUILD_FOLDER [--smoke] [--huge] [--servers YAML_LANGUAGE_SERVER] [--write FILE]\n");
    return 2;
  }
  try {
    limit_processors(2);
    Bench bench(options);
    bench.run();
    const std::string text = page(bench.sizes(), bench.servers(), bench.figures(), pairs);
    fmt::print("{}", text);
    if (!options.write.empty()) {
      std::ofstream file(options.write, std::ios::binary);
      if (!(file << text).flush()) throw std::runtime_error("cannot write " + options.write);
    }
    return std::ranges::any_of(bench.figures(), is_broken) ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "paas-bench: {}\n", error.what());
    return 2;
  }
}
