// Graphs of apps as text for programs that draw, and as pictures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/query/graph.h"

namespace paas::draw {

/// The graph of one app, and what it is called: its folder.
struct AppGraph {
  std::string title;
  query::Graph graph;
};

/// https://mermaid.js.org/syntax/flowchart.html
std::string mermaid(const std::vector<AppGraph>& apps);
/// https://graphviz.org/doc/info/lang.html
std::string dot(const std::vector<AppGraph>& apps);
/// A picture that follows the reader's choice between light and dark. Its size and the time grow with the graph.
std::string svg(const std::vector<AppGraph>& apps);
/// Paths are relative to `base`; positions are zero-based, in UTF-16 code units.
std::string json(const std::vector<AppGraph>& apps, std::string_view base);

/// `triggers`, `reads`, `writes`, `reads and writes`, or `names` where it is not seen what the code does.
std::string_view word_for(const query::GraphEdge& edge);

}  // namespace paas::draw
