// The part of the benchmark that drives language servers: which ones, on what, and what is compared.
#include "server_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <tuple>

#include "process.h"
#include "servers.h"

namespace paas::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view handler = "app0000/shop/orders/step0/index.py";
constexpr std::size_t many = 10'000;

/// Of one server: the sessions in the order in which they ran.
struct Runs {
  Subject subject;
  std::vector<Session> sessions;
};

using Of = std::function<double(const Session&)>;

std::vector<double> all(const Runs& runs, const Of& of) {
  std::vector<double> values;
  for (const Session& session : runs.sessions) values.push_back(of(session));
  return values;
}

/// The ratios of sessions that ran one after the other.
Spread ratio(const Runs& product, const Runs& yardstick, const Of& of) {
  std::vector<double> ratios;
  for (std::size_t index = 0; index < product.sessions.size(); ++index) {
    ratios.push_back(of(product.sessions[index]) / of(yardstick.sessions[index]));
  }
  return spread_of(std::move(ratios));
}

Of share(std::vector<double> Session::*values, double percent) {
  return [=](const Session& session) { return percentile(session.*values, percent); };
}

Server summary(const Runs& runs) {
  const auto median = [&](const Of& of) { return spread_of(all(runs, of)).median; };
  const auto latency = [&](std::vector<double> Session::*values) {
    return Latency{median(share(values, 50)), median(share(values, 99))};
  };
  return {runs.subject.name,
          median([](const Session& session) { return session.initialize; }),
          median([](const Session& session) { return session.first_diagnostics; }),
          latency(&Session::keystroke),
          latency(&Session::completion),
          latency(&Session::hover),
          median([](const Session& session) { return session.memory; })};
}

class ServerBench {
 public:
  ServerBench(const ServerBenchOptions& options, std::vector<Server>& servers, std::vector<Figure>& figures)
      : options_(options), servers_(servers), figures_(figures), schema_(read_schema()) {}

  void run() {
    std::vector<Runs> runs;
    runs.push_back({floor_subject((options_.build / "tests/bench/paas-bench-floor").string()), {}});
    runs.push_back({yaml_subject(options_.rival, schema_, options_.data / "yaml", 1), {}});
    std::vector<std::size_t> sizes = {10, 100, 1'000, many};
    if (options_.smoke) sizes = {10, many};
    for (const std::size_t size : sizes) runs.push_back({paas(size), {}});

    for (Runs& one : runs) {
      fmt::print(stderr, "measuring {}\n", one.subject.name);
      calibrate(one.subject);
    }
    const Counts counts = options_.smoke ? Counts{50, 50, 10} : Counts{};
    for (int round = 0; round < (options_.smoke ? 3 : 9); ++round) {
      for (Runs& one : runs) one.sessions.push_back(measure_session(one.subject, counts));
    }
    for (const Runs& one : runs) servers_.push_back(summary(one));
    compare(runs[1], runs[2], runs.back());
    compare_names();
    compare_renames();
    compare_previews();
  }

 private:
  Json read_schema() const {
    const fs::path file = options_.data / "handler.json";
    if (measure({program(), "--schema", "0.8/handler"}, file.string()).status != 0) {
      throw std::runtime_error("`paas-lsp --schema 0.8/handler` failed");
    }
    return Json::parse(std::ifstream(file));
  }

  std::string program() const { return (options_.build / "paas-lsp").string(); }

  Subject paas(std::size_t handlers) const {
    const std::string count = handlers < 1'000 ? std::to_string(handlers) : fmt::format("{},000", handlers / 1'000);
    return paas_subject(program(), fmt::format("paas-lsp, {} handlers", count), options_.app(handlers),
                        std::string(handler));
  }

  void compare(const Runs& rival, const Runs& few, const Runs& large) {
    const std::string against = rival.subject.name;
    const auto add = [&](const char* what, const Of& of, double goal) {
      figures_.push_back({what, against, "x", ratio(few, rival, of), goal});
    };
    const auto grow = [&](const char* what, const Of& of, double goal) {
      figures_.push_back({what, "10 handlers", "x", ratio(large, few, of), goal});
    };
    const Of initialize = [](const Session& session) { return session.initialize; };
    const Of first = [](const Session& session) { return session.first_diagnostics; };
    const Of memory = [](const Session& session) { return session.memory; };
    add("start to `initialize`", initialize, 0.05);
    add("start to first diagnostics", first, 0.1);
    grow("start to first diagnostics, 10,000 handlers", first, 1.5);
    add("edit to diagnostics, p50", share(&Session::keystroke, 50), 0.05);
    add("edit to diagnostics, p99", share(&Session::keystroke, 99), 0.08);
    grow("edit to diagnostics, p50, 10,000 handlers", share(&Session::keystroke, 50), 2);
    grow("edit to diagnostics, p99, 10,000 handlers", share(&Session::keystroke, 99), 2);
    add("edit and completion, p50", share(&Session::completion, 50), 0.5);
    add("edit and completion, p99", share(&Session::completion, 99), 0.25);
    add("hover, p50", share(&Session::hover, 50), 0.5);
    add("hover, p99", share(&Session::hover, 99), 0.25);
    add("peak memory", memory, 0.25);
    figures_.push_back({"peak memory, 10,000 handlers", against, "x", ratio(large, rival, memory), 1});
  }

  /// Completion where 10,000 names fit, against a document of 10,000 lines.
  void compare_names() {
    const Subject names = paas_subject(program(), "names", app_with_many_layers(), "shop/orders/index.py");
    const std::string text_before = "- pyyaml\n  ";
    Subject here = names;
    here.text.replace(here.text.rfind(text_before), text_before.size(), "- pyyaml\n  - ");
    const Subject lines = yaml_subject(options_.rival, schema_, options_.data / "yaml", many / 40);
    const int requests = options_.smoke ? 10 : 50;
    std::vector<double> ratios;
    for (int pair = 0; pair < (options_.smoke ? 1 : 3); ++pair) {
      const double product = percentile(measure_completion(here, "- pyyaml\n  - ", requests), 99);
      ratios.push_back(product / percentile(measure_completion(lines, "- pyyaml\n    ", requests), 99));
    }
    figures_.push_back({"edit and completion among 10,000 names, p99", "yaml-language-server, 10,000 lines", "x",
                        spread_of(std::move(ratios)), 0.05});
  }

  fs::path app_with_many_layers() const {
    fs::path folder = options_.data / "names";
    fs::create_directories(folder / "shop/orders");
    std::ofstream environment(folder / "setenv.sh");
    for (std::size_t name = 0; name < many; ++name) {
      environment << fmt::format("export T{:05}_LAYER_ARN=arn:aws:lambda:eu-west-1:000000000000:layer:t:1\n", name);
    }
    std::ofstream(folder / "shop/__init__.py") << "\"\"\"\ninfra: {}\n\"\"\"\n";
    std::ofstream(folder / "shop/orders/index.py") << "";
    return folder;
  }

  /// An edit of one handler, against what it takes to make the whole template.
  void compare_previews() {
    for (const auto& [handlers, name, goal] :
         {std::tuple(std::size_t{1'000}, "1,000", 1 / 20.0), std::tuple(many, "10,000", 1 / 100.0)}) {
      if (options_.smoke && handlers == many) continue;
      Subject subject =
          paas_subject(program(), "preview", options_.app(handlers), "app0000/shop/baskets/step1/index.py");
      subject.text = read_text(subject.folder / "app0000/shop/baskets/step1/index.py");
      std::vector<double> half;
      std::vector<double> slowest;
      for (int round = 0; round < (options_.smoke ? 1 : 5); ++round) {
        const PreviewTimes times = measure_preview(subject, "- prefix: ", options_.smoke ? 50 : 200);
        half.push_back(percentile(times.refreshed, 50) / times.whole);
        slowest.push_back(percentile(times.refreshed, 99) / times.whole);
        fmt::print(stderr, "preview of {} handlers: whole {:.1f} ms, edit p50 {:.2f} ms, p99 {:.2f} ms\n", name,
                   times.whole * 1e3, percentile(times.refreshed, 50) * 1e3, percentile(times.refreshed, 99) * 1e3);
      }
      const std::string whole = fmt::format("the whole template of {} handlers", name);
      figures_.push_back({"edit to refreshed preview, p50", whole, "x", spread_of(std::move(half)), goal});
      figures_.push_back({"edit to refreshed preview, p99", whole, "x", spread_of(std::move(slowest)), goal});
    }
  }

  static std::string read_text(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void compare_renames() {
    compare_rename("rename of a name in 10,000 handlers", false, 5);
    compare_rename("the same, and what is lost by it", true, 10);
  }

  /// The layer `pyyaml` stands in every handler but those where the mistake is just there.
  void compare_rename(const std::string& what, bool takes_annotations, double goal) {
    const Subject subject = paas(many);
    const int requests = options_.smoke ? 3 : 9;
    std::vector<double> ratios;
    options_.read(subject.folder);
    for (const double seconds : measure_rename(subject, "- pyyaml", many - many / 100, requests, takes_annotations)) {
      ratios.push_back(seconds / options_.read(subject.folder));
    }
    figures_.push_back({what, "read", "x", spread_of(std::move(ratios)), goal});
  }

  const ServerBenchOptions& options_;
  std::vector<Server>& servers_;
  std::vector<Figure>& figures_;
  Json schema_;
};

}  // namespace

void run_server_bench(const ServerBenchOptions& options, std::vector<Server>& servers, std::vector<Figure>& figures) {
  ServerBench(options, servers, figures).run();
}

}  // namespace paas::bench
