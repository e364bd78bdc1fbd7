// Which nodes of a graph lead back to themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace paas::query {

/// A directed graph of numbers.
class Circles {
 public:
  void resize(std::size_t count) { next_.resize(count); }
  std::uint32_t add_node();
  void add(std::uint32_t from, std::uint32_t to) { next_[from].push_back(to); }

  /// For each group of nodes that lead to each other and hold at least two of the first `main` nodes: a walk from the
  /// first of these to the second and back, by the shortest ways. In the order of the first nodes. Linear in the graph.
  std::vector<std::vector<std::uint32_t>> walks(std::size_t main) const;

 private:
  std::vector<std::uint32_t> groups() const;
  std::vector<std::uint32_t> way(std::uint32_t from, std::uint32_t to, const std::vector<std::uint32_t>& groups,
                                 std::vector<std::uint32_t>& before) const;

  std::vector<std::vector<std::uint32_t>> next_;
};

}  // namespace paas::query
