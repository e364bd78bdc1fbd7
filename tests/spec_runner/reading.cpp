// Asks what readers ask, and writes it down.
#include "tests/spec_runner/reading.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/query/highlight.h"
#include "core/query/hints.h"
#include "core/query/lens.h"
#include "core/query/links.h"
#include "core/query/symbols.h"

namespace paas::spec {

namespace {

std::string place(const File& file, std::uint32_t offset) {
  const Position position = Lines(file.text).code_points(offset);
  return fmt::format("{}:{}", position.line + 1, position.character + 1);
}

std::string_view name_of(query::SymbolKind kind) {
  switch (kind) {
    case query::SymbolKind::function:
      return "function";
    case query::SymbolKind::name:
      return "name";
    case query::SymbolKind::variable:
      return "variable";
    case query::SymbolKind::mapping:
      return "mapping";
    case query::SymbolKind::list:
      return "list";
    case query::SymbolKind::text:
      return "text";
    case query::SymbolKind::number:
      return "number";
    case query::SymbolKind::boolean:
      return "boolean";
    default:
      return "null";
  }
}

// Editors refuse an outline in which a child reaches out of its parent.
bool is_inside(const query::DocumentSymbol& symbol) {
  const auto covers = [](Range outer, Range inner) { return outer.begin <= inner.begin && inner.end <= outer.end; };
  return covers(symbol.range, symbol.selection) &&
         std::all_of(symbol.children.begin(), symbol.children.end(), [&](const query::DocumentSymbol& child) {
           return covers(symbol.range, child.range) && is_inside(child);
         });
}

void write(const File& file, const query::DocumentSymbol& symbol, std::size_t indent, std::string& text) {
  text += fmt::format("{}{} ({}) {}", std::string(indent, ' '), symbol.name, name_of(symbol.kind),
                      place(file, symbol.selection.begin));
  text += symbol.detail.empty() ? "\n" : fmt::format(" {}\n", symbol.detail);
  for (const query::DocumentSymbol& child : symbol.children) write(file, child, indent + 2, text);
}

std::string outline(const App& app, const File& file) {
  std::string text;
  for (const query::DocumentSymbol& symbol : query::document_symbols(app, file)) {
    if (!is_inside(symbol)) text += "a part reaches out of the whole: ";
    write(file, symbol, 0, text);
  }
  return text;
}

std::string highlight(const App& app, const File& file, std::uint32_t offset) {
  std::string text;
  for (const query::Highlight& each : query::highlights(app, file, offset)) {
    text += fmt::format("{} {} ({})\n", place(file, each.range.begin), first_line(slice(file.text, each.range)),
                        each.is_definition ? "definition" : "reference");
  }
  return text;
}

std::string hints(const App& app, const File& file) {
  std::string text;
  for (const query::Hint& hint : query::hints(app, file, {0, static_cast<std::uint32_t>(file.text.size())})) {
    text += fmt::format("{} {}\n", place(file, hint.offset), hint.label);
    std::string_view rest = hint.tooltip;
    while (!rest.empty()) {
      const std::string_view line = first_line(rest);
      text += fmt::format("    {}\n", line);
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
  }
  return text;
}

std::string lenses(const App& app, const File& file) {
  std::string text;
  for (const query::Lens& lens : query::lenses(app, file))
    text += fmt::format("{} {}\n", place(file, lens.range.begin), lens.title);
  return text;
}

std::string links(const App& app, const File& file) {
  std::string text;
  for (const query::Link& link : query::links(app, file)) {
    text += fmt::format("{} {} -> {}\n", place(file, link.range.begin), first_line(slice(file.text, link.range)),
                        without_base(link.target));
  }
  return text;
}

}  // namespace

bool is_reading(std::string_view method) {
  return method == "symbols" || method == "highlight" || method == "hints" || method == "lens" || method == "links";
}

std::string read_file_aloud(std::string_view method, const App& app, const File& file, std::uint32_t offset) {
  const std::string text = method == "symbols"     ? outline(app, file)
                           : method == "highlight" ? highlight(app, file, offset)
                           : method == "hints"     ? hints(app, file)
                           : method == "lens"      ? lenses(app, file)
                                                   : links(app, file);
  return text.empty() ? "nothing\n" : text;
}

std::string find_symbols(const Outcome& outcome, std::string_view query) {
  std::string text;
  for (const query::WorkspaceSymbol& symbol : query::workspace_symbols(outcome.apps, query)) {
    const File& file = *symbol.place.file;
    text += fmt::format("{} ({}", symbol.name, name_of(symbol.kind));
    if (!symbol.container.empty()) text += fmt::format(", {}", symbol.container);
    text += fmt::format(") {}:{}\n", relative_path(file), place(file, symbol.place.range.begin));
  }
  return text.empty() ? "nothing\n" : text;
}

}  // namespace paas::spec
