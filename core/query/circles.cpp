// Tarjan's strongly connected components without recursion, and the shortest ways within one.
#include "core/query/circles.h"

#include <algorithm>

namespace paas::query {

namespace {

constexpr std::uint32_t none = 0xFFFFFFFF;

}  // namespace

std::uint32_t Circles::add_node() {
  next_.emplace_back();
  return static_cast<std::uint32_t>(next_.size() - 1);
}

// The group of each node.
std::vector<std::uint32_t> Circles::groups() const {
  struct Level {
    std::uint32_t node;
    std::size_t edge;
  };
  const std::size_t count = next_.size();
  std::vector<std::uint32_t> number(count, none);
  std::vector<std::uint32_t> lowest(count, 0);
  std::vector<std::uint32_t> group(count, none);
  std::vector<std::uint32_t> open;
  std::vector<Level> levels;
  std::uint32_t numbered = 0;
  std::uint32_t group_count = 0;
  for (std::uint32_t start = 0; start < count; ++start) {
    if (number[start] != none) continue;
    levels.push_back({start, 0});
    while (!levels.empty()) {
      const std::uint32_t node = levels.back().node;
      if (levels.back().edge == 0 && number[node] == none) {
        number[node] = lowest[node] = numbered++;
        open.push_back(node);
      }
      if (levels.back().edge < next_[node].size()) {
        const std::uint32_t to = next_[node][levels.back().edge++];
        if (number[to] == none) {
          levels.push_back({to, 0});
        } else if (group[to] == none) {
          lowest[node] = std::min(lowest[node], number[to]);
        }
        continue;
      }
      if (lowest[node] == number[node]) {
        while (group[node] == none) {
          group[open.back()] = group_count;
          open.pop_back();
        }
        ++group_count;
      }
      levels.pop_back();
      if (!levels.empty()) lowest[levels.back().node] = std::min(lowest[levels.back().node], lowest[node]);
    }
  }
  return group;
}

// Without `to`. `before` holds nothing of the group but marks of earlier ways.
std::vector<std::uint32_t> Circles::way(std::uint32_t from, std::uint32_t to, const std::vector<std::uint32_t>& groups,
                                        std::vector<std::uint32_t>& before) const {
  std::vector<std::uint32_t> reached{from};
  before[from] = from;
  for (std::size_t i = 0; i < reached.size() && before[to] == none; ++i) {
    for (const std::uint32_t next : next_[reached[i]]) {
      if (groups[next] != groups[from] || before[next] != none) continue;
      before[next] = reached[i];
      reached.push_back(next);
    }
  }
  std::vector<std::uint32_t> way;
  for (std::uint32_t node = to; node != from;) {
    node = before[node];
    way.push_back(node);
  }
  std::ranges::reverse(way);
  for (const std::uint32_t node : reached) before[node] = none;
  return way;
}

std::vector<std::vector<std::uint32_t>> Circles::walks(std::size_t main) const {
  const std::vector<std::uint32_t> group = groups();
  std::vector<std::uint32_t> first(next_.size(), none);  // of each group
  std::vector<std::uint32_t> second(next_.size(), none);
  for (std::uint32_t node = 0; node < main; ++node) {
    std::uint32_t& slot = first[group[node]] == none ? first[group[node]] : second[group[node]];
    if (slot == none) slot = node;
  }
  std::vector<std::uint32_t> before(next_.size(), none);
  std::vector<std::vector<std::uint32_t>> walks;
  for (std::uint32_t node = 0; node < main; ++node) {
    const std::uint32_t other = first[group[node]] == node ? second[group[node]] : none;
    if (other == none) continue;
    std::vector<std::uint32_t> walk = way(node, other, group, before);
    const std::vector<std::uint32_t> back = way(other, node, group, before);
    walk.insert(walk.end(), back.begin(), back.end());
    walk.push_back(node);
    walks.push_back(std::move(walk));
  }
  return walks;
}

}  // namespace paas::query
