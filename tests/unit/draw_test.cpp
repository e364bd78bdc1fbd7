// How graphs of apps are written and drawn: every text is escaped, and nodes stand where they can be read.
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "catch.h"
#include "cli/draw/draw.h"
#include "cli/draw/layout.h"
#include "core/query/circles.h"

using namespace paas;
using namespace paas::draw;

namespace {

std::shared_ptr<const File> file() {
  return analyze("/shop/a/index.py", FileKind::handler, "\"\"\"\ninfra:\n  type: worker\n\"\"\"\n");
}

query::GraphNode node(const File& file, const std::string& label, bool is_handler) {
  const query::Place place{&file, {4, 9}};
  return {{is_handler ? "" : "resource:" + label, is_handler, label, "", place, {4, 9}}, label};
}

// A thing that starts a handler, which writes it and another thing.
AppGraph small(const File& file, const std::string& thing) {
  AppGraph app{"shop", {}};
  app.graph.nodes = {node(file, "orders", true), node(file, thing, false), node(file, "AppQueue", false)};
  const query::Place place{&file, {4, 9}};
  app.graph.edges = {{1, 0, true, false, false, true, "", place},
                     {0, 1, false, false, true, true, "", place},
                     {0, 2, false, true, true, false, "", place}};
  app.graph.cycles = {{{1, 0, 1}}};
  return app;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

double seconds_of(std::size_t handlers) {
  std::vector<Size> sizes(handlers + 3, {80, 30});
  std::vector<bool> is_middle(handlers + 3, true);
  std::vector<Link> links;
  for (std::uint32_t i = 0; i < handlers; ++i) {
    links.push_back({static_cast<std::uint32_t>(handlers + i % 3), i});
    links.push_back({i, static_cast<std::uint32_t>(handlers + (i + 1) % 3)});
  }
  const auto begin = std::chrono::steady_clock::now();
  (void)lay_out(sizes, is_middle, links);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("Mermaid") {
  const auto of = file();
  CHECK(mermaid({small(*of, "AppTable")}) ==
        "flowchart LR\n"
        "  n0[\"orders\"]\n"
        "  n1[(\"AppTable\")]\n"
        "  n2[(\"AppQueue\")]\n"
        "  n1 ==> n0\n"
        "  n0 -->|\"writes\"| n1\n"
        "  n0 -->|\"reads and writes\"| n2\n"
        "  linkStyle 0,1 stroke:#cf222e,color:#cf222e\n");
  // Several apps are told apart, and links are counted on.
  const std::string two = mermaid({small(*of, "AppTable"), small(*of, "B")});
  CHECK(holds(two, "  subgraph a1[\"shop\"]\n  n3[\"orders\"]\n"));
  CHECK(holds(two, "  n4 ==> n3\n"));
  CHECK(holds(two, "linkStyle 0,1,3,4 "));
}

TEST_CASE("no name of a user is markup") {
  const auto of = file();
  const std::string evil = "a\"];<script>&`end\\\n#|'";
  const std::string as_mermaid = mermaid({small(*of, evil)});
  CHECK(holds(as_mermaid, "n1[(\"a#34;#93;#59;#60;script#62;#38;#96;end#92;#92;n#35;#124;#39;\")]\n"));
  const std::string as_dot = dot({small(*of, evil)});
  CHECK(holds(as_dot, "n1 [label=\"a\\\"];<script>&`end\\\\\\\\n#|'\", shape=cylinder];\n"));
  const std::string as_svg = svg({small(*of, evil)});
  CHECK(holds(as_svg, ">a&quot;];&lt;script&gt;&amp;`end\\\\n#|'</text>"));
  CHECK_FALSE(holds(as_svg, "<script"));
  const auto as_json = nlohmann::json::parse(json({small(*of, evil)}, "/shop"));
  CHECK(as_json["apps"][0]["nodes"][1]["label"] == evil);
  CHECK(as_json["apps"][0]["nodes"][1]["kind"] == "resource");
  CHECK(as_json["apps"][0]["nodes"][1]["place"]["file"] == "a/index.py");
  CHECK(as_json["apps"][0]["nodes"][1]["place"]["range"]["start"]["line"] == 1);
  CHECK(as_json["apps"][0]["edges"][1]["writes"] == true);
  CHECK(as_json["apps"][0]["cycles"][0] == nlohmann::json{1, 0, 1});
  CHECK(nlohmann::json::accept(json({small(*of, "\xff")}, "/")));
}

TEST_CASE("a long name is cut in the picture and whole in its title") {
  const auto of = file();
  const std::string name(100, 'x');
  const std::string as_svg = svg({small(*of, name)});
  CHECK(holds(as_svg, "<title>" + name + "</title>"));
  CHECK(holds(as_svg, ">" + std::string(48, 'x') + "\u2026</text>"));
}

TEST_CASE("links lead to the right where they can, and nothing overlaps") {
  // 0 and 1 start 2 and 3; 3 goes on to 4, which starts 5, and 5 leads back to 4. 0 reaches 5 at once, too.
  const std::vector<Link> links{{0, 2}, {1, 3}, {0, 3}, {3, 4}, {4, 5}, {5, 4}, {0, 5}};
  const std::vector<Size> sizes(6, {50, 30});
  const Layout layout = lay_out(sizes, {false, false, true, true, false, true}, links);
  CHECK(layout.columns == std::vector<std::uint32_t>{0, 0, 1, 1, 2, 3});
  REQUIRE(layout.bends.size() == links.size());
  CHECK(layout.bends[6].size() == 2);  // past the columns of 3 and 4
  CHECK(layout.bends[3].empty());
  for (std::size_t a = 0; a < sizes.size(); ++a) {
    CHECK(layout.nodes[a].x >= 0);
    CHECK(layout.nodes[a].y >= 0);
    CHECK(layout.nodes[a].x + 50 <= layout.size.width);
    CHECK(layout.nodes[a].y + 30 <= layout.size.height);
    for (std::size_t b = 0; b < a; ++b) {
      const bool apart =
          layout.columns[a] != layout.columns[b] ||
          std::max(layout.nodes[a].y, layout.nodes[b].y) - std::min(layout.nodes[a].y, layout.nodes[b].y) >= 30;
      CHECK(apart);
    }
  }
}

TEST_CASE("odd graphs have a layout, too") {
  CHECK(lay_out({}, {}, {}).nodes.empty());
  CHECK(lay_out({{10, 10}}, {true}, {{0, 0}}).nodes.size() == 1);
  CHECK(lay_out({{10, 10}, {10, 10}}, {true, true}, {{0, 1}, {1, 0}, {0, 1}}).columns.size() == 2);
  // A chain with links from its beginning to each of its nodes would need bends without end.
  std::vector<Link> links;
  for (std::uint32_t i = 1; i < 2'000; ++i) links.insert(links.end(), {{i - 1, i}, {0, i}});
  const Layout layout = lay_out(std::vector<Size>(2'000, {10, 10}), std::vector<bool>(2'000, false), links);
  CHECK(layout.columns.back() == 1'999);
  CHECK(layout.bends.back().empty());
}

TEST_CASE("the time grows with the graph and no faster") {
  const double small = std::min({seconds_of(2'000), seconds_of(2'000), seconds_of(2'000)});
  const double large = std::min({seconds_of(20'000), seconds_of(20'000), seconds_of(20'000)});
  CHECK(large < 40 * small);
}

TEST_CASE("ways that come back") {
  using Walks = std::vector<std::vector<std::uint32_t>>;
  query::Circles circles;
  circles.resize(4);
  CHECK(circles.walks(4).empty());
  const std::uint32_t change = circles.add_node();
  circles.add(0, change);
  circles.add(change, 0);
  CHECK(circles.walks(4).empty());  // one alone is told elsewhere
  circles.add(change, 2);
  circles.add(2, change);
  CHECK(circles.walks(4) == Walks{{0, change, 2, change, 0}});
  circles.add(1, 3);
  CHECK(circles.walks(4).size() == 1);
  circles.add(3, 1);
  CHECK(circles.walks(4) == Walks{{0, change, 2, change, 0}, {1, 3, 1}});
}
