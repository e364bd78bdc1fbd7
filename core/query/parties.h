// The parties of an app: handlers, things with a name, and occasions that have none; and what stands in which of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/query/calls.h"

namespace paas::query {

std::string_view kind_of(std::string_view symbol);
std::string_view id_of(std::string_view symbol);

/// In what each value of a file stands: the innermost mapping that defines a symbol by a name that is written.
class Owners {
 public:
  Owners(const App& app, const File& file);
  /// Empty where nothing around the node has a name.
  std::string_view owner_of(yaml::NodeId node) const;

 private:
  std::vector<yaml::NodeId> parents_;
  std::unordered_map<yaml::NodeId, yaml::NodeId> values_;  // by key
  std::unordered_map<yaml::NodeId, std::string_view> owners_;
};

class Parties {
 public:
  explicit Parties(const App& app) : app_(app) {}

  std::optional<Party> handler(const File& file) const;
  /// What a symbol stands for: a handler, or a thing that the app defines. Nothing for what its environment sets.
  std::optional<Party> party(std::string_view symbol) const;
  /// The handler whose path or fragment gives it this name.
  const File* code_of(std::string_view symbol) const;
  /// The handler for whose namespace the resource was made: its topic, its function.
  const File* maker_of(std::string_view symbol) const;
  /// The symbol that a handler's path defines; empty if none.
  std::string symbol_of(const File& file) const;

  /// Whether an occurrence says that its owner starts or reaches something, or is started.
  bool counts(const Occurrence& occurrence) const;
  /// In files of handlers everything stands in the handler, unless the language gives handlers no names.
  bool is_of_handler(const File& file) const;
  /// The symbol in whose definition it stands; empty: it stands in the handler. Fast for one file after the other.
  std::string_view owner_of(const File& file, const Occurrence& occurrence);

  /// What starts the handler, or the symbol that is defined around the value, and has no name of its own. `owner` is
  /// empty for the handler.
  using Visit = std::function<void(std::string_view owner, const Party& occasion)>;
  void for_each_occasion(const File& file, const Visit& visit);

 private:
  std::string_view owner_of(const File& file, yaml::NodeId node);

  const App& app_;
  std::optional<Owners> owners_;
  const File* owners_of_ = nullptr;
};

}  // namespace paas::query
