// libFuzzer target: bytes as the handler, the root and the environment of an app, through everything up to the reports.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/report/report.h"
#include "core/app/group.h"
#include "core/rules/rule.h"

namespace {

using namespace paas;

std::vector<std::shared_ptr<const App>> make_apps(const std::string& handler, const std::string& root,
                                                  const std::string& environment) {
  Grouping grouping;
  grouping.sources.push_back({analyze("/w/shop/__init__.py", FileKind::root, root), true});
  grouping.sources.push_back({analyze("/w/shop/orders/index.py", FileKind::handler, handler), true});
  grouping.sources.push_back({analyze_environment("/w/setenv.sh", environment), false});
  return group(std::move(grouping));
}

void judge(const std::string& handler, const std::string& root, const std::string& environment) {
  const std::vector<std::shared_ptr<const App>> apps = make_apps(handler, root, environment);
  std::vector<Diagnostic> diagnostics;
  const auto add = [&](const App& app, const File& file) {
    for (Diagnostic& diagnostic : check_file(app, file)) diagnostics.push_back(std::move(diagnostic));
  };
  for (const auto& app : apps) {
    if (app->root() != nullptr) add(*app, *app->root());
    for (const Handler& made : app->handlers()) add(*app, *made.file);
    for (const auto& file : app->environments()) add(*app, *file);
  }
  for (const Diagnostic& diagnostic : diagnostics) {
    const bool inside =
        diagnostic.range.begin <= diagnostic.range.end && diagnostic.range.end <= diagnostic.file->text.size();
    if (!inside) __builtin_trap();
  }
  // One format for each input: writing all of them would take most of the time.
  report::Options options;
  options.format = static_cast<report::Format>(handler.size() % 6);
  options.color = root.size() % 2 == 0;
  options.base_directory = "/w";
  report::write(diagnostics, {}, options);
}

}  // namespace

/// The bytes are up to three texts with a form feed between them: a handler, a root and an environment file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t first = std::min(input.find('\f'), size);
  const std::size_t second = std::min(input.find('\f', first + 1), size);
  const std::string handler(input.substr(0, first));
  const std::string root(first < size ? input.substr(first + 1, second - first - 1) : "\"\"\"\ninfra: {}\n\"\"\"\n");
  const std::string environment(second < size ? input.substr(second + 1) : "");
  judge(handler, root, environment);
  judge(root, handler, environment);
  return 0;
}
