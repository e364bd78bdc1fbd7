// What triggers what in an app, as one graph: occasions and things, the handlers that they start, and the things that
// these read and change.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/query/calls.h"

namespace paas::query {

struct GraphNode {
  Party party;
  std::string label;  // what a person knows it by: the folder of a handler, the name of a thing
  bool is_occasion() const { return !party.is_handler && party.symbol.empty(); }
};

struct GraphEdge {
  std::uint32_t from = 0;  // of `Graph::nodes`
  std::uint32_t to = 0;
  bool triggers = false;  // else the handler reaches the thing: it reads it, changes it, or it is not seen which
  bool reads = false;
  bool writes = false;
  bool in_cycle = false;
  std::string occasion = {};  // what happens at the thing, where that is known: `a request to orders`
  Place place = {};           // what says so, the first one
};

/// Handlers that start each other in a circle, each by a change that nothing holds back; from one node on back to it,
/// things included. Those of one handler are what the rule `trigger-cycle` finds.
struct GraphCycle {
  std::vector<std::uint32_t> nodes;
};

struct Graph {
  std::vector<GraphNode> nodes;  // handlers by path, and what else there is in the order in which files name it
  std::vector<GraphEdge> edges;  // by the files that say so; each pair of nodes at most once in each way
  std::vector<GraphCycle> cycles;
};

/// Handlers that the deployer leaves out are not in it. Linear in the app. Reads the code of every handler that calls
/// AWS, which takes some 100 microseconds each.
Graph graph_of(const App& app);

}  // namespace paas::query
