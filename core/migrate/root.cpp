// Writes what the handlers need into the root.
#include <fmt/format.h>

#include <algorithm>

#include "core/migrate/recipe.h"

namespace paas::migrate {

namespace {

// What the root declares, as keys of generation 0.8.
std::vector<Output> entries_of(const Root& root) {
  std::vector<Output> entries;
  if (root.api) entries.push_back({"api", "{}"});
  if (root.bucket || root.website) {
    entries.push_back({"bucket"});
    entries.back().children.push_back({"public", root.website ? "true" : "false"});
  }
  if (root.builder) entries.push_back({"builder", "{}"});
  if (root.queue) {
    entries.push_back({"queue", root.batches.empty() ? "{}" : ""});
    if (!root.batches.empty())
      entries.back().children.push_back({"batch-size", fmt::format("{}", *root.batches.rbegin())});
  }
  if (root.table) {
    entries.push_back({"table", root.indexes.empty() ? "{}" : ""});
    std::string list;
    for (const auto& [name, type] : root.indexes)
      list += fmt::format("{}{{name: {}, type: {}}}", list.empty() ? "" : ", ", name, type);
    if (!list.empty()) entries.back().children.push_back({"indexes", "[" + list + "]"});
  }
  return entries;
}

bool has_key(const File& file, const std::string& key) { return file.document.find(file.infra, key) != yaml::no_node; }

}  // namespace

std::optional<std::string> write_root(const File* standing, const Root& root, const File& place, Notes& notes) {
  if (root.website && (root.api || root.builder || root.bucket)) {
    const char* other = root.api ? "endpoints" : root.builder ? "a builder" : "a bucket";
    notes.blocked(
        place, place.fragment_head(),
        fmt::format("the app has a website and {}, and 0.8 refuses them in one app; move the website out", other));
    return std::nullopt;
  }
  if (root.batches.size() > 1) {
    notes.review(place, place.fragment_head(),
                 fmt::format("the queues took {} to {} messages at once; the one queue of the app takes {}",
                             *root.batches.begin(), *root.batches.rbegin(), *root.batches.rbegin()));
  }
  std::vector<Output> entries = entries_of(root);
  if (standing == nullptr || standing->infra == yaml::no_node) {
    const std::string old_text = standing == nullptr ? std::string() : standing->text;
    if (old_text.find("from __future__") != std::string::npos) {
      notes.blocked(*standing, {0, 0},
                    "the fragment has to come first, and `from __future__` too; write the root by hand");
      return std::nullopt;
    }
    const bool is_empty = old_text.find_first_not_of(" \t\r\n") == std::string::npos;
    return "\"\"\"\n" + write_fragment(nullptr, entries, {}) + "\"\"\"\n" + (is_empty ? "" : "\n" + old_text);
  }
  // A root that is of 0.8 already gets what it lacks.
  std::erase_if(entries, [&](const Output& entry) { return has_key(*standing, entry.key); });
  if (entries.empty()) return standing->text;
  const Range range = standing->document.range(standing->infra);
  const bool is_block =
      standing->document.kind(standing->infra) == yaml::Kind::mapping && standing->text[range.begin] != '{';
  const bool is_empty = standing->document.entry_count(standing->infra) == 0;
  std::string lines = write_fragment(nullptr, entries, {});
  lines.erase(0, lines.find('\n') + 1);
  std::string text = standing->text;
  if (is_empty && range.size() > 0) {
    lines.pop_back();
    return text.replace(range.begin, range.size(), "\n" + lines);
  }
  const std::size_t newline = text.find('\n', range.end > 0 ? range.end - 1 : 0);
  if (!is_block || newline == std::string::npos) {
    notes.blocked(*standing, standing->fragment_head(),
                  "this root is written in one line; write its keys below each other");
    return std::nullopt;
  }
  return text.insert(newline + 1, lines);
}

}  // namespace paas::migrate
