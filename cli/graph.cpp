// `--graph`: what triggers what, for people and for programs that draw.
#include <fmt/format.h>

#include "cli/cli.h"
#include "cli/draw/draw.h"
#include "cli/place.h"
#include "cli/report/display.h"
#include "core/text/path.h"

namespace paas::cli {

namespace {

std::string title_of(const App& app) {
  const std::string path = relative_to_here(app.package());
  return path == "." ? std::string(file_name(app.package())) : path;
}

// Where pictures are not looked at, such as in a workflow, a circle should be seen all the same.
void tell_cycles(const draw::AppGraph& app) {
  constexpr std::size_t most = 20;
  std::size_t told = 0;
  for (const query::GraphCycle& cycle : app.graph.cycles) {
    if (++told > most) break;
    std::string way;
    for (const std::uint32_t node : cycle.nodes) way += (way.empty() ? "" : " -> ") + app.graph.nodes[node].label;
    tell(fmt::format("{}: a circle that no pattern stops: {}", app.title, way));
  }
  if (app.graph.cycles.size() > most) tell(fmt::format("and {} more circles", app.graph.cycles.size() - most));
}

}  // namespace

int graph(const Workspace& workspace, const std::string& format) {
  std::vector<draw::AppGraph> apps;
  for (const auto& app : workspace.apps) apps.push_back({title_of(*app), query::graph_of(*app)});
  if (apps.empty()) return fail("no app is here: no file with a fragment was found");
  for (const draw::AppGraph& app : apps) tell_cycles(app);
  if (format == "json") {
    print(draw::json(apps, absolute_path(".")));
  } else {
    print(format == "dot" ? draw::dot(apps) : format == "svg" ? draw::svg(apps) : draw::mermaid(apps));
  }
  return exit_clean;
}

}  // namespace paas::cli
