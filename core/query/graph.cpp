// Puts the graph of an app together and finds its circles.
#include "core/query/graph.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/flow/access.h"
#include "core/query/circles.h"
#include "core/query/parties.h"
#include "core/query/target.h"

namespace paas::query {

namespace {

using Index = std::uint32_t;

// Whoever calls these starts the handler for which the topic or the function was made.
bool starts_handler(std::string_view action) { return action == "sns:Publish" || action == "lambda:InvokeFunction"; }

class Builder {
 public:
  explicit Builder(const App& app) : app_(app), parties_(app) {}

  Graph build() {
    for (const Handler& handler : app_.handlers()) {
      if (handler.dropped || !is_party(*handler.file)) continue;
      handlers_.emplace(handler.file.get(), add_node(*parties_.handler(*handler.file)));
    }
    circles_.resize(graph_.nodes.size());
    for_each_file(app_, [&](const File& file) {
      const Handler* handler = app_.handler_of(file);
      const bool is_left_out = handler != nullptr && handler->dropped;
      if (!is_left_out && file.kind != FileKind::environment) read(file);
    });
    close_circles();
    return std::move(graph_);
  }

 private:
  // In a language whose handlers have no names a file is one only where something stands in no thing of a name.
  bool is_party(const File& file) {
    if (parties_.is_of_handler(file)) return true;
    bool is_one = std::ranges::any_of(file.occurrences, [&](const Occurrence& occurrence) {
      const bool matters = is_variable(occurrence) || occurrence.use->starts != Starts::nothing;
      return matters && parties_.counts(occurrence) && parties_.owner_of(file, occurrence).empty();
    });
    parties_.for_each_occasion(file, [&](std::string_view owner, const Party&) { is_one = is_one || owner.empty(); });
    return is_one;
  }

  void read(const File& file) {
    for (const Occurrence& occurrence : file.occurrences) {
      if (is_variable(occurrence) || !parties_.counts(occurrence) || occurrence.use->starts == Starts::nothing)
        continue;
      const auto thing = node_of(occurrence.symbol);
      const auto owner = owner_of(file, parties_.owner_of(file, occurrence));
      if (!thing || !owner) continue;
      const bool is_here = occurrence.use->starts == Starts::here;
      edge(is_here ? *thing : *owner, is_here ? *owner : *thing, true, {&file, occurrence.range});
    }
    read_occasions(file);
    if (const auto handler = handlers_.find(&file); handler != handlers_.end()) read_code(file, handler->second);
  }

  // What happens at the one thing that starts something stands at that edge, all else is a node.
  void read_occasions(const File& file) {
    parties_.for_each_occasion(file, [&](std::string_view symbol, const Party& occasion) {
      const auto owner = owner_of(file, symbol);
      if (!owner) return;
      const auto& sources = sources_[*owner];
      if (sources.size() == 1 && graph_.edges[sources[0]].occasion.empty()) {
        graph_.edges[sources[0]].occasion = occasion.name;
      } else {
        edge(add_node(occasion), *owner, true, occasion.place);
      }
    });
  }

  void read_code(const File& file, Index handler) {
    std::vector<std::pair<flow::Access, Index>> reached;
    for (const flow::Access& access : flow::accesses_of(app_, file)) {
      if (const auto node = node_of(access.symbol)) reached.emplace_back(access, *node);
    }
    const std::vector<flow::Trigger> triggers = flow::triggers_of(app_, file);
    for (const flow::Trigger& trigger : triggers) {
      for (const std::string& action : trigger.actions) {
        if (flow::is_set_off(trigger, action)) circles_.add(circle_of(trigger.symbol, action), handler);
      }
    }
    if (reached.empty()) return;
    // Without a trigger, what cannot be seen does not matter.
    const bool calls = !triggers.empty() || file.text.find("boto3") != std::string::npos;
    const flow::Behaviour behaviour = calls ? flow::behaviour_of(app_, file) : flow::Behaviour{};
    std::unordered_map<std::string_view, const flow::Access*> seen;
    for (const flow::Access& access : behaviour.accesses) seen.emplace(access.symbol, &access);
    for (const auto& [access, node] : reached) {
      const auto found = seen.find(access.symbol);
      const flow::Access& what = found == seen.end() ? access : *found->second;
      const bool starts = graph_.nodes[node].party.is_handler && what.writes;
      GraphEdge& made = edge(handler, node, starts, {&file, access.range});
      made.reads |= !starts && what.reads;
      made.writes |= !starts && what.writes;
    }
    for (const flow::Change& change : behaviour.changes) {
      const auto node = node_of(change.symbol);
      for (const std::string& action : change.actions) {
        if (node && graph_.nodes[*node].party.is_handler) {
          if (starts_handler(action)) circles_.add(handler, *node);
        } else {
          circles_.add(handler, circle_of(change.symbol, action));
        }
      }
    }
    for (const flow::Loop& loop : flow::loops_of(file, triggers, behaviour)) {
      if (const auto node = node_of(loop.symbol)) loops_.push_back({*node, handler});
    }
  }

  std::optional<Index> owner_of(const File& file, std::string_view symbol) {
    if (!symbol.empty()) return node_of(symbol);
    const auto handler = handlers_.find(&file);
    return handler == handlers_.end() ? std::nullopt : std::optional(handler->second);
  }

  std::optional<Index> node_of(std::string_view symbol) {
    const auto [known, is_new] = symbols_.try_emplace(symbol, std::nullopt);
    if (!is_new) return known->second;
    const std::optional<Party> party = parties_.party(symbol);
    std::optional<Index> node;
    if (party && party->is_handler) {
      const auto handler = handlers_.find(party->place.file);
      if (handler != handlers_.end()) node = handler->second;
    } else if (party) {
      node = add_node(*party);
    }
    return symbols_[symbol] = node;
  }

  Index add_node(const Party& party) {
    graph_.nodes.push_back({party, party.is_handler ? label_of(party) : party.name});
    return static_cast<Index>(graph_.nodes.size() - 1);
  }

  // `tasks/orders` for `shop/tasks/orders/index.py`.
  std::string label_of(const Party& handler) const {
    std::string_view label = handler.detail;
    const FileType* type = app_.generation().type(FileKind::handler);
    const std::size_t slash = label.rfind('/');
    const bool has_one_name = type != nullptr && type->files.find_first_of("*?[/") == std::string::npos;
    if (has_one_name && slash != std::string_view::npos) label = label.substr(0, slash);
    const std::string package = app_.package().substr(app_.package().rfind('/') + 1) + "/";
    if (label.starts_with(package)) label.remove_prefix(package.size());
    return std::string(label);
  }

  GraphEdge& edge(Index from, Index to, bool triggers, Place place) {
    const std::uint64_t key = (std::uint64_t{from} << 33U) | (std::uint64_t{to} << 1U) | (triggers ? 1U : 0U);
    const auto [known, is_new] = edges_.try_emplace(key, graph_.edges.size());
    if (is_new) {
      graph_.edges.push_back({from, to, triggers, false, false, false, {}, place});
      if (triggers && !graph_.nodes[from].party.is_handler) sources_[to].push_back(known->second);
    }
    return graph_.edges[known->second];
  }

  // The change of a thing by an action, between those who make it and those whom it starts.
  Index circle_of(std::string_view symbol, const std::string& action) {
    const auto [known, is_new] = changes_.try_emplace(std::string(symbol) + " " + action, 0);
    if (is_new) {
      known->second = circles_.add_node();
      symbol_of_.emplace(known->second, symbol);
    }
    return known->second;
  }

  void close_circles() {
    for (const auto& [thing, handler] : loops_) close({thing, handler, thing});
    for (const std::vector<Index>& walk : circles_.walks(handlers_.size())) {
      std::vector<Index> nodes;
      for (const Index each : walk) {
        const auto change = symbol_of_.find(each);
        nodes.push_back(change == symbol_of_.end() ? each : *node_of(change->second));
      }
      close(std::move(nodes));
    }
  }

  void close(std::vector<Index> walk) {
    for (std::size_t i = 0; i + 1 < walk.size(); ++i) {
      for (const unsigned triggers : {0U, 1U}) {
        const auto found = edges_.find((std::uint64_t{walk[i]} << 33U) | (std::uint64_t{walk[i + 1]} << 1U) | triggers);
        if (found != edges_.end()) graph_.edges[found->second].in_cycle = true;
      }
    }
    graph_.cycles.push_back({std::move(walk)});
  }

  const App& app_;
  Parties parties_;
  Graph graph_;
  std::unordered_map<const File*, Index> handlers_;
  std::unordered_map<std::string_view, std::optional<Index>> symbols_;
  std::unordered_map<std::uint64_t, std::size_t> edges_;         // by both ends
  std::unordered_map<Index, std::vector<std::size_t>> sources_;  // the edges by which things trigger a node
  Circles circles_;                                              // handlers have the same numbers there
  std::unordered_map<std::string, Index> changes_;
  std::unordered_map<Index, std::string_view> symbol_of_;
  std::vector<std::pair<Index, Index>> loops_;
};

}  // namespace

Graph graph_of(const App& app) { return Builder(app).build(); }

}  // namespace paas::query
