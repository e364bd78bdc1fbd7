// The graph for programs.
#include <map>
#include <nlohmann/json.hpp>

#include "cli/draw/draw.h"
#include "cli/report/display.h"

namespace paas::draw {

namespace {

using Json = nlohmann::ordered_json;

class Writer {
 public:
  explicit Writer(std::string_view base) : base_(std::string(base) + "/") {}

  Json app(const AppGraph& app) {
    Json nodes = Json::array();
    for (const query::GraphNode& node : app.graph.nodes) {
      nodes.push_back({{"kind", node.party.is_handler ? "handler"
                                : node.is_occasion()  ? "occasion"
                                                      : "resource"},
                       {"name", report::valid_utf8(node.party.name)},
                       {"label", report::valid_utf8(node.label)},
                       {"place", place({node.party.place.file, node.party.head})}});
    }
    Json edges = Json::array();
    for (const query::GraphEdge& edge : app.graph.edges) {
      edges.push_back({{"from", edge.from}, {"to", edge.to}, {"kind", edge.triggers ? "triggers" : "reaches"}});
      if (!edge.triggers) {
        edges.back()["reads"] = edge.reads;
        edges.back()["writes"] = edge.writes;
      }
      if (!edge.occasion.empty()) edges.back()["occasion"] = report::valid_utf8(edge.occasion);
      edges.back()["in_cycle"] = edge.in_cycle;
      edges.back()["place"] = place(edge.place);
    }
    Json cycles = Json::array();
    for (const query::GraphCycle& cycle : app.graph.cycles) cycles.push_back(cycle.nodes);
    return {{"app", report::valid_utf8(app.title)},
            {"nodes", std::move(nodes)},
            {"edges", std::move(edges)},
            {"cycles", std::move(cycles)}};
  }

 private:
  Json place(const query::Place& place) {
    const auto known = lines_.try_emplace(place.file, place.file->text).first;
    const Position begin = known->second.utf16(place.range.begin);
    const Position end = known->second.utf16(place.range.end);
    const std::string& path = place.file->path;
    return {{"file", report::valid_utf8(path.starts_with(base_) ? path.substr(base_.size()) : path)},
            {"range",
             {{"start", {{"line", begin.line}, {"character", begin.character}}},
              {"end", {{"line", end.line}, {"character", end.character}}}}}};
  }

  std::string base_;
  std::map<const File*, Lines> lines_;
};

}  // namespace

std::string json(const std::vector<AppGraph>& apps, std::string_view base) {
  Json list = Json::array();
  Writer writer(base);
  for (const AppGraph& app : apps) list.push_back(writer.app(app));
  return Json{{"apps", std::move(list)}}.dump(2) + "\n";
}

}  // namespace paas::draw
