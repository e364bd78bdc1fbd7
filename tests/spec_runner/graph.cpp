// Asks for the graph of apps.
#include "tests/spec_runner/graph.h"

#include <fmt/format.h>

#include <set>

#include "core/query/graph.h"

namespace paas::spec {

namespace {

std::string_view word_for(const query::GraphEdge& edge) {
  if (edge.triggers) return "triggers";
  if (edge.reads) return edge.writes ? "reads and writes" : "reads";
  return edge.writes ? "writes" : "names";
}

}  // namespace

std::string graph_text(const Outcome& outcome) {
  std::string text;
  for (const auto& app : outcome.apps) {
    const query::Graph graph = query::graph_of(*app);
    std::set<std::uint32_t> linked;
    for (const query::GraphEdge& edge : graph.edges) {
      linked.insert({edge.from, edge.to});
      text += fmt::format("{} {} {}{}{}\n", graph.nodes[edge.from].label, word_for(edge), graph.nodes[edge.to].label,
                          edge.occasion.empty() ? "" : " (" + edge.occasion + ")", edge.in_cycle ? " in a circle" : "");
    }
    for (const query::GraphCycle& cycle : graph.cycles) {
      text += "circle:";
      for (const std::uint32_t node : cycle.nodes) text += " " + graph.nodes[node].label;
      text += "\n";
    }
    for (std::uint32_t node = 0; node < graph.nodes.size(); ++node) {
      if (!linked.contains(node)) text += graph.nodes[node].label + " alone\n";
    }
  }
  return text.empty() ? "nothing\n" : text;
}

}  // namespace paas::spec
