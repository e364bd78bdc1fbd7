// Where the nodes of a graph stand in a picture: in columns, so that most edges lead to the right.
#pragma once

#include <cstdint>
#include <vector>

namespace paas::draw {

struct Size {
  double width = 0;
  double height = 0;
};

struct Point {
  double x = 0;
  double y = 0;
};

struct Link {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

struct Layout {
  std::vector<Point> nodes;               // the upper left corners
  std::vector<std::vector<Point>> bends;  // of each link: where it passes through the columns between its ends
  std::vector<std::uint32_t> columns;     // of the nodes, from the left
  Size size;
};

/// `is_middle` of nodes: they stand no further left than in the second column. Linear in nodes and links, but for
/// sorting.
Layout lay_out(const std::vector<Size>& nodes, const std::vector<bool>& is_middle, const std::vector<Link>& links);

}  // namespace paas::draw
