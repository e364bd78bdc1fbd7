// Mermaid and the language of Graphviz.
#include <fmt/format.h>

#include "cli/draw/draw.h"
#include "cli/report/display.h"
#include "core/text/characters.h"

namespace paas::draw {

namespace {

using query::GraphEdge;
using query::GraphNode;

bool is_plain(char c) {
  return !is_ascii(c) || is_alphanumeric(c) || std::string_view(" -_/.,:").find(c) != std::string_view::npos;
}

// Whatever could be markup stands as the number of its character.
std::string mermaid_text(std::string_view text) {
  std::string out;
  for (const char c : report::visible(text)) out += is_plain(c) ? std::string(1, c) : fmt::format("#{};", int{c});
  return out;
}

std::string dot_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : report::visible(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string label_of(const GraphEdge& edge) {
  if (edge.triggers) return edge.occasion;
  return std::string(word_for(edge));
}

std::string mermaid_node(const GraphNode& node) {
  const std::string text = mermaid_text(node.label);
  if (node.party.is_handler) return fmt::format("[\"{}\"]", text);
  return node.is_occasion() ? fmt::format("([\"{}\"])", text) : fmt::format("[(\"{}\")]", text);
}

std::string_view dot_shape(const GraphNode& node) {
  if (node.party.is_handler) return "box";
  return node.is_occasion() ? "plaintext" : "cylinder";
}

}  // namespace

std::string_view word_for(const GraphEdge& edge) {
  if (edge.triggers) return "triggers";
  if (edge.reads && edge.writes) return "reads and writes";
  if (edge.reads) return "reads";
  return edge.writes ? "writes" : "names";
}

std::string mermaid(const std::vector<AppGraph>& apps) {
  std::string out = "flowchart LR\n";
  std::string circles;
  std::size_t first = 0;
  std::size_t edges = 0;
  for (std::size_t i = 0; i < apps.size(); ++i) {
    const query::Graph& graph = apps[i].graph;
    if (apps.size() > 1) out += fmt::format("  subgraph a{}[\"{}\"]\n", i, mermaid_text(apps[i].title));
    for (std::size_t node = 0; node < graph.nodes.size(); ++node)
      out += fmt::format("  n{}{}\n", first + node, mermaid_node(graph.nodes[node]));
    if (apps.size() > 1) out += "  end\n";
    for (const GraphEdge& edge : graph.edges) {
      const std::string label = mermaid_text(label_of(edge));
      const std::string_view arrow = edge.triggers ? "==>" : edge.writes ? "-->" : "-.->";
      out += fmt::format("  n{} {}{} n{}\n", first + edge.from, arrow, label.empty() ? "" : "|\"" + label + "\"|",
                         first + edge.to);
      if (edge.in_cycle) circles += fmt::format("{}{}", circles.empty() ? "" : ",", edges);
      ++edges;
    }
    first += graph.nodes.size();
  }
  if (!circles.empty()) out += fmt::format("  linkStyle {} stroke:#cf222e,color:#cf222e\n", circles);
  return out;
}

std::string dot(const std::vector<AppGraph>& apps) {
  std::string out = "digraph {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n";
  std::size_t first = 0;
  for (std::size_t i = 0; i < apps.size(); ++i) {
    const query::Graph& graph = apps[i].graph;
    if (apps.size() > 1) out += fmt::format("  subgraph cluster{} {{\n  label={};\n", i, dot_text(apps[i].title));
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
      out += fmt::format("  n{} [label={}, shape={}];\n", first + node, dot_text(graph.nodes[node].label),
                         dot_shape(graph.nodes[node]));
    }
    if (apps.size() > 1) out += "  }\n";
    for (const GraphEdge& edge : graph.edges) {
      const std::string_view style = edge.triggers ? "bold" : edge.writes ? "solid" : "dashed";
      out += fmt::format("  n{} -> n{} [label={}, style={}{}];\n", first + edge.from, first + edge.to,
                         dot_text(label_of(edge)), style, edge.in_cycle ? ", color=\"#cf222e\"" : "");
    }
    first += graph.nodes.size();
  }
  return out + "}\n";
}

}  // namespace paas::draw
