// Draws graphs of apps as one SVG, without help from other programs.
#include <fmt/format.h>

#include <algorithm>

#include "cli/draw/draw.h"
#include "cli/draw/layout.h"
#include "cli/report/display.h"

namespace paas::draw {

namespace {

using query::GraphEdge;
using query::GraphNode;

constexpr double margin = 24;
constexpr double line_height = 17;
constexpr double padding = 14;
constexpr std::uint32_t most_columns = 48;  // of a text; the rest stands in its title

// The colours of GitHub, which most readers of a README look at.
constexpr std::string_view style = R"(<style>
svg { background: #ffffff; font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
text { fill: #1f2328; text-anchor: middle; }
.small { font-size: 11px; fill: #59636e; }
.title { font-weight: 600; text-anchor: start; }
.legend { text-anchor: start; }
.handler { fill: #ddf4ff; stroke: #0969da; }
.resource { fill: #f6f8fa; stroke: #59636e; }
.occasion { fill: #fff8c5; stroke: #bf8700; }
path { fill: none; stroke: #59636e; stroke-width: 1.2; }
.triggers { stroke: #1f2328; stroke-width: 1.8; }
.reads, .names { stroke-dasharray: 5 4; }
.cycle { stroke: #cf222e; }
.tip { fill: #59636e; stroke: none; }
.tip-triggers { fill: #1f2328; }
.tip-cycle { fill: #cf222e; }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; }
text { fill: #e6edf3; }
.small { fill: #9198a1; }
.handler { fill: #121d2f; stroke: #4493f8; }
.resource { fill: #151b23; stroke: #9198a1; }
.occasion { fill: #272115; stroke: #d29922; }
path { stroke: #9198a1; }
.triggers { stroke: #e6edf3; }
.cycle { stroke: #f85149; }
.tip { fill: #9198a1; }
.tip-triggers { fill: #e6edf3; }
.tip-cycle { fill: #f85149; }
}
</style>
)";

std::string markup(std::string_view text) {
  std::string out;
  for (const char c : report::visible(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// A text as it is drawn, and how wide that is about.
struct Caption {
  std::string text;
  double width = 0;
};

Caption caption_of(std::string_view text, double width_of_column) {
  Caption caption;
  std::uint32_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const report::Character character = report::character_at(text, at);
    if (columns + character.columns > most_columns) {
      caption.text += "\u2026";
      ++columns;
      break;
    }
    caption.text += character.shown;
    columns += character.columns;
    at += character.bytes;
  }
  caption.width = columns * width_of_column;
  return caption;
}

std::string_view class_of(const GraphNode& node) {
  return node.party.is_handler ? "handler" : node.is_occasion() ? "occasion" : "resource";
}

std::string_view class_of(const GraphEdge& edge) {
  if (edge.triggers) return "triggers";
  return edge.writes ? "writes" : edge.reads ? "reads" : "names";
}

class Picture {
 public:
  explicit Picture(const query::Graph& graph) : graph_(graph), details_(graph.nodes.size()) {
    std::vector<Size> sizes;
    std::vector<bool> is_middle;
    std::vector<Link> links;
    // What happens at the thing that starts a handler stands in the handler.
    for (const GraphEdge& edge : graph.edges) {
      if (details_[edge.to].empty()) details_[edge.to] = edge.occasion;
      links.push_back({edge.from, edge.to});
    }
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      const double width = std::max(caption_of(graph.nodes[i].label, 7.4).width, caption_of(details_[i], 6.2).width);
      sizes.push_back({width + 2 * padding, line_height * (details_[i].empty() ? 1 : 2) + 12});
      is_middle.push_back(graph.nodes[i].party.is_handler);
    }
    layout_ = lay_out(sizes, is_middle, links);
    sizes_ = std::move(sizes);
  }

  Size size() const { return layout_.size; }

  std::string draw(double left, double top) {
    std::string out = fmt::format("<g transform=\"translate({:.0f} {:.0f})\">\n", left, top);
    for (std::size_t i = 0; i < graph_.edges.size(); ++i) out += link(i);
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) out += node(i);
    return out + "</g>\n";
  }

 private:
  std::string node(std::size_t index) const {
    const GraphNode& node = graph_.nodes[index];
    const auto [x, y] = layout_.nodes[index];
    const auto [width, height] = sizes_[index];
    const double radius = node.party.is_handler ? 4 : height / 2;
    const double middle = x + width / 2;
    std::string out = fmt::format(
        "<g><title>{}</title><rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
        "height=\"{:.1f}\" rx=\"{:.0f}\"/><text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
        markup(title_of(node)), class_of(node), x, y, width, height, radius, middle, y + 19,
        markup(caption_of(node.label, 1).text));
    if (!details_[index].empty()) {
      out += fmt::format("<text class=\"small\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", middle, y + 19 + line_height,
                         markup(caption_of(details_[index], 1).text));
    }
    return out + "</g>\n";
  }

  static std::string title_of(const GraphNode& node) {
    const std::string& detail = node.party.detail;
    return detail.empty() ? node.label : node.label + " (" + detail + ")";
  }

  // Two links between the same nodes, one there and one back, stand a little apart.
  std::string link(std::size_t index) const {
    const GraphEdge& edge = graph_.edges[index];
    if (edge.from == edge.to) return loop(index);
    const bool is_back = layout_.columns[edge.from] > layout_.columns[edge.to];
    const double shift = is_back ? 5 : -5;
    std::vector<Point> points{side(edge.from, !is_back, shift)};
    for (const Point& bend : layout_.bends[index]) points.push_back({bend.x, bend.y + shift});
    points.push_back(side(edge.to, is_back, shift));
    const double direction = is_back ? -1 : 1;
    const Point tip = points.back();
    points.back().x -= direction * 6;
    std::string line = fmt::format("M{:.1f} {:.1f}", points[0].x, points[0].y);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const auto [x1, y1] = points[i];
      const auto [x2, y2] = points[i + 1];
      const double bow = (x2 - x1) / 2;
      line += fmt::format("C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", x1 + bow, y1, x2 - bow, y2, x2, y2);
    }
    return drawn(edge, line, tip, direction);
  }

  std::string loop(std::size_t index) const {
    const GraphEdge& edge = graph_.edges[index];
    const auto [x, y] = side(edge.from, true, 0);
    const std::string line = fmt::format("M{0:.1f} {1:.1f}C{2:.1f} {3:.1f} {2:.1f} {4:.1f} {5:.1f} {6:.1f}", x, y - 6,
                                         x + 34, y - 22, y + 22, x + 6, y + 6);
    return drawn(edge, line, {x, y + 6}, -1);
  }

  std::string drawn(const GraphEdge& edge, const std::string& line, Point tip, double direction) const {
    const std::string_view kind = class_of(edge);
    std::string_view tip_class = edge.triggers ? "tip tip-triggers" : "tip";
    if (edge.in_cycle) tip_class = "tip tip-cycle";
    std::string title =
        fmt::format("{} {} {}", graph_.nodes[edge.from].label, word_for(edge), graph_.nodes[edge.to].label);
    if (!edge.occasion.empty()) title += ": " + edge.occasion;
    return fmt::format(
        "<g><title>{}</title><path class=\"{}{}\" d=\"{}\"/><path class=\"{}\" d=\"M{:.1f} {:.1f}l{} "
        "-4v8z\"/></g>\n",
        markup(title), kind, edge.in_cycle ? " cycle" : "", line, tip_class, tip.x, tip.y, direction > 0 ? -8 : 8);
  }

  Point side(std::size_t node, bool is_right, double shift) const {
    const auto [x, y] = layout_.nodes[node];
    return {is_right ? x + sizes_[node].width : x, y + sizes_[node].height / 2 + shift};
  }

  const query::Graph& graph_;
  std::vector<std::string> details_;
  std::vector<Size> sizes_;
  Layout layout_;
};

std::string legend(double top, bool has_cycle) {
  struct Entry {
    std::string_view kind;
    std::string_view text;
    double width;
  };
  constexpr Entry entries[] = {{"triggers", "triggers", 92},
                               {"writes", "writes", 80},
                               {"reads", "reads", 76},
                               {"triggers cycle", "goes round in a circle", 0}};
  std::string out = fmt::format("<g transform=\"translate({:.0f} {:.0f})\">", margin, top);
  double x = 0;
  for (const Entry& entry : entries) {
    if (entry.width == 0 && !has_cycle) break;
    out += fmt::format("<path class=\"{}\" d=\"M{:.0f} -4h22\"/><text class=\"small legend\" x=\"{:.0f}\">{}</text>",
                       entry.kind, x, x + 28, entry.text);
    x += entry.width;
  }
  return out + "</g>\n";
}

}  // namespace

std::string svg(const std::vector<AppGraph>& apps) {
  std::string body;
  double width = 330;  // of the legend
  double y = margin;
  bool has_cycle = false;
  for (const AppGraph& app : apps) {
    if (apps.size() > 1) {
      y += line_height;
      body +=
          fmt::format("<text class=\"title\" x=\"{:.0f}\" y=\"{:.0f}\">{}</text>\n", margin, y - 4, markup(app.title));
      y += 10;
    }
    Picture picture(app.graph);
    body += picture.draw(margin, y);
    y += picture.size().height + margin;
    width = std::max(width, picture.size().width);
    has_cycle = has_cycle || !app.graph.cycles.empty();
  }
  y += line_height;
  body += legend(y, has_cycle);
  const double w = width + 2 * margin;
  const double h = y + margin / 2;
  std::string title = "What triggers what";
  for (const AppGraph& app : apps) title += (&app == apps.data() ? " in " : ", ") + app.title;
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 "
      "{0:.0f} {1:.0f}\" role=\"img\">\n<title>{2}</title>\n{3}{4}</svg>\n",
      w, h, markup(title), style, body);
}

}  // namespace paas::draw
