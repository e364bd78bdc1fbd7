// Sugiyama's way: break circles, give each node a column, order the columns by where their neighbours stand, and move
// nodes up and down towards these.
#include "cli/draw/layout.h"

#include <algorithm>
#include <utility>

namespace paas::draw {

namespace {

using Index = std::uint32_t;

constexpr double gap_between_columns = 90;
constexpr double gap_between_rows = 14;
constexpr double height_of_bend = 4;
constexpr int sweeps = 6;
// A link over many columns takes a place in each of them; beyond so many in all, links take none.
constexpr std::size_t max_bends = 20'000;

class Columns {
 public:
  Columns(const std::vector<Size>& sizes, const std::vector<bool>& is_middle, const std::vector<Link>& links)
      : sizes_(sizes), links_(links), next_(sizes.size()), before_(sizes.size()) {
    break_circles(is_middle);
    choose_columns(is_middle);
    add_bends();
    fill_columns();
  }

  Layout run() {
    for (int i = 0; i < sweeps; ++i) order(i % 2 == 0);
    place();
    return result();
  }

 private:
  // A depth-first walk without recursion; what leads back to where the walk is, is turned around.
  void break_circles(const std::vector<bool>& is_middle) {
    std::vector<std::vector<Index>> out(sizes_.size());
    std::vector<bool> has_source(sizes_.size(), false);
    for (Index i = 0; i < links_.size(); ++i) {
      if (links_[i].from == links_[i].to) continue;
      out[links_[i].from].push_back(i);
      has_source[links_[i].to] = true;
    }
    enum : std::uint8_t { fresh, open, done };
    std::vector<std::uint8_t> state(sizes_.size(), fresh);
    std::vector<std::pair<Index, std::size_t>> levels;
    const auto turn_of = [&](Index node) { return !has_source[node] ? 0 : is_middle[node] ? 2 : 1; };
    for (int turn = 0; turn <= 2; ++turn) {
      for (Index start = 0; start < sizes_.size(); ++start) {
        if (state[start] != fresh || turn_of(start) != turn) continue;
        levels.emplace_back(start, 0);
        state[start] = open;
        while (!levels.empty()) {
          const Index node = levels.back().first;
          if (levels.back().second == out[node].size()) {
            state[node] = done;
            finished_.push_back(node);
            levels.pop_back();
            continue;
          }
          const Index to = links_[out[node][levels.back().second++]].to;
          const bool is_back = state[to] == open;
          next_[is_back ? to : node].push_back(is_back ? node : to);
          before_[is_back ? node : to].push_back(is_back ? to : node);
          if (state[to] != fresh) continue;
          state[to] = open;
          levels.emplace_back(to, 0);
        }
      }
    }
    std::ranges::reverse(finished_);
  }

  void choose_columns(const std::vector<bool>& is_middle) {
    column_.resize(sizes_.size());
    for (Index node = 0; node < sizes_.size(); ++node) column_[node] = is_middle[node] ? 1 : 0;
    for (const Index node : finished_) {
      for (const Index to : next_[node]) column_[to] = std::max(column_[to], column_[node] + 1);
    }
    // What nothing leads to stands right before the first that it leads to.
    for (Index node = 0; node < sizes_.size(); ++node) {
      if (!before_[node].empty() || next_[node].empty()) continue;
      Index first = column_[next_[node].front()];
      for (const Index to : next_[node]) first = std::min(first, column_[to]);
      column_[node] = std::max(column_[node], first - 1);
    }
    const Index leftmost = column_.empty() ? 0 : *std::ranges::min_element(column_);
    for (Index& column : column_) column -= leftmost;
    count_ = column_.empty() ? 0 : *std::ranges::max_element(column_) + 1;
  }

  // Links over several columns become chains of small nodes.
  void add_bends() {
    std::size_t bends = 0;
    for (const Link& link : links_) {
      const auto [left, right] = std::minmax(column_[link.from], column_[link.to]);
      bends += right > left ? right - left - 1 : 0;
    }
    for (auto* lists : {&next_, &before_}) lists->assign(sizes_.size(), {});
    chains_.resize(links_.size());
    for (std::size_t i = 0; i < links_.size(); ++i) {
      const bool is_back = column_[links_[i].from] > column_[links_[i].to];
      Index at = is_back ? links_[i].to : links_[i].from;
      const Index end = is_back ? links_[i].from : links_[i].to;
      if (at == end) continue;
      for (Index column = column_[at] + 1; bends <= max_bends && column < column_[end]; ++column) {
        const auto bend = static_cast<Index>(column_.size());
        column_.push_back(column);
        next_.emplace_back();
        before_.emplace_back();
        join(at, bend);
        chains_[i].push_back(bend);
        at = bend;
      }
      join(at, end);
      if (is_back) std::ranges::reverse(chains_[i]);
    }
  }

  void join(Index left, Index right) {
    next_[left].push_back(right);
    before_[right].push_back(left);
  }

  void fill_columns() {
    columns_.resize(count_);
    for (Index node = 0; node < column_.size(); ++node) columns_[column_[node]].push_back(node);
    rank_.resize(column_.size());
    for (const auto& column : columns_) number(column);
  }

  void number(const std::vector<Index>& column) {
    for (Index i = 0; i < column.size(); ++i) rank_[column[i]] = i;
  }

  // Each column by the mean place of what it is linked to in the column before it, or behind it.
  void order(bool to_the_right) {
    std::vector<double> mean(column_.size());
    for (Index i = 0; i < count_; ++i) {
      std::vector<Index>& column = columns_[to_the_right ? i : count_ - 1 - i];
      for (const Index node : column) {
        const auto& neighbours = (to_the_right ? before_ : next_)[node];
        double sum = 0;
        for (const Index each : neighbours) sum += rank_[each];
        mean[node] = neighbours.empty() ? rank_[node] : sum / static_cast<double>(neighbours.size());
      }
      std::ranges::stable_sort(column, {}, [&](Index node) { return mean[node]; });
      number(column);
    }
  }

  double height_of(Index node) const { return node < sizes_.size() ? sizes_[node].height : height_of_bend; }

  // Towards the middle of the neighbours, without leaving the order of the column.
  void place() {
    middle_.resize(column_.size());
    for (const auto& column : columns_) {
      double y = 0;
      for (const Index node : column) {
        middle_[node] = y + height_of(node) / 2;
        y += height_of(node) + gap_between_rows;
      }
    }
    for (int sweep = 0; sweep < sweeps; ++sweep) {
      for (Index i = 0; i < count_; ++i) straighten(columns_[sweep % 2 == 0 ? i : count_ - 1 - i], sweep % 2 == 0);
    }
  }

  void straighten(const std::vector<Index>& column, bool to_the_right) {
    std::vector<double> wanted;
    for (const Index node : column) {
      const auto& neighbours = (to_the_right ? before_ : next_)[node];
      double sum = 0;
      for (const Index each : neighbours) sum += middle_[each];
      wanted.push_back(neighbours.empty() ? middle_[node] : sum / static_cast<double>(neighbours.size()));
    }
    // Nodes that would overlap form a block, which stands where its nodes want it to be on the average.
    struct Block {
      std::size_t first;
      double sum;  // of where its first node would have to stand
      double count;
      double height;
      double top() const { return sum / count; }
    };
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < column.size(); ++i) {
      const double height = height_of(column[i]);
      blocks.push_back({i, wanted[i] - height / 2, 1, height + gap_between_rows});
      while (blocks.size() > 1) {
        const Block last = blocks.back();
        Block& above = blocks[blocks.size() - 2];
        if (above.top() + above.height <= last.top()) break;
        above.sum += last.sum - last.count * above.height;
        above.count += last.count;
        above.height += last.height;
        blocks.pop_back();
      }
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const std::size_t end = i + 1 < blocks.size() ? blocks[i + 1].first : column.size();
      double y = blocks[i].top();
      for (std::size_t at = blocks[i].first; at < end; ++at) {
        middle_[column[at]] = y + height_of(column[at]) / 2;
        y += height_of(column[at]) + gap_between_rows;
      }
    }
  }

  Layout result() const {
    Layout layout;
    std::vector<double> left(count_ + 1, 0);
    std::vector<double> width(count_, 0);
    for (Index node = 0; node < sizes_.size(); ++node)
      width[column_[node]] = std::max(width[column_[node]], sizes_[node].width);
    for (Index i = 0; i < count_; ++i) left[i + 1] = left[i] + width[i] + gap_between_columns;
    double top = 0;
    double bottom = 0;
    for (Index node = 0; node < column_.size(); ++node) {
      top = std::min(node == 0 ? middle_[0] : top, middle_[node] - height_of(node) / 2);
      bottom = std::max(node == 0 ? middle_[0] : bottom, middle_[node] + height_of(node) / 2);
    }
    for (Index node = 0; node < sizes_.size(); ++node) {
      const double spare = width[column_[node]] - sizes_[node].width;
      layout.nodes.push_back({left[column_[node]] + spare / 2, middle_[node] - sizes_[node].height / 2 - top});
    }
    for (const auto& chain : chains_) {
      std::vector<Point>& bends = layout.bends.emplace_back();
      for (const Index bend : chain)
        bends.push_back({left[column_[bend]] + width[column_[bend]] / 2, middle_[bend] - top});
    }
    layout.columns.assign(column_.begin(), column_.begin() + static_cast<std::ptrdiff_t>(sizes_.size()));
    layout.size = {count_ == 0 ? 0 : left[count_] - gap_between_columns, bottom - top};
    return layout;
  }

  const std::vector<Size>& sizes_;
  const std::vector<Link>& links_;
  std::vector<std::vector<Index>> next_;    // in the columns to the right
  std::vector<std::vector<Index>> before_;  // in the columns to the left
  std::vector<Index> finished_;             // in an order in which links lead on, but for those that were turned
  std::vector<Index> column_;               // of nodes, then of bends
  Index count_ = 0;
  std::vector<std::vector<Index>> columns_;
  std::vector<Index> rank_;  // in its column
  std::vector<double> middle_;
  std::vector<std::vector<Index>> chains_;  // of links
};

}  // namespace

Layout lay_out(const std::vector<Size>& nodes, const std::vector<bool>& is_middle, const std::vector<Link>& links) {
  return Columns(nodes, is_middle, links).run();
}

}  // namespace paas::draw
