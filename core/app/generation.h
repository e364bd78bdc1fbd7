// A generation of the fragment's language: its schemas, compiled, and what they say about symbols.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/schema/schema.h"

namespace paas {

/// One entry of `x-paas-defines` or `x-paas-refers`: applying the subschema to a node defines or refers to a symbol.
/// A symbol is a kind and a logical id, written `kind:LogicalId`; ids are hungarorised, so every spelling agrees.
struct SymbolUse {
  bool defines = false;
  std::string kind;
  std::string name = {};       // as the schema gives it; may hold `{value}` or `{words}`, filled from the node
  std::string symbol = {};     // the whole symbol where `name` holds no placeholder, else empty
  std::string when = {};       // counts only if this symbol is defined; `kind:*` is any of a kind; empty: always
  std::string how = {};        // definitions: what a person writes to define it, as Markdown
  std::string otherwise = {};  // references: the deployer accepts that it is missing, and this is what happens
  std::string because = {};    // references: why it is needed, as Markdown
  std::string word = {};       // the key or the constant that stands in a text that uses it
  bool in_root = false;        // stands in the schema of the root, not of a handler
};

/// `kind:LogicalId`.
std::string make_symbol(std::string_view kind, std::string_view name);

class Generation {
 public:
  /// Generation 0.8; compiled on first use. The only one so far.
  static const Generation& current();

  const schema::Schema& root() const { return root_; }
  const schema::Schema& handler() const { return handler_; }
  /// What a subschema says about symbols; empty if nothing.
  const std::vector<SymbolUse>& uses(const schema::Subschema* subschema) const;
  /// Where the schemas define a symbol by a fixed name; empty if nowhere.
  const std::vector<const SymbolUse*>& definers(std::string_view symbol) const;
  /// What a person writes to define a symbol, or empty.
  std::string_view how_to_define(std::string_view symbol) const;
  /// The symbols of `definers`.
  const auto& definable() const { return definable_; }
  /// The kinds of resource that handlers make for their namespaces, hungarorised: `Function`, `LogGroup`, ...
  const std::set<std::string>& made_kinds() const { return made_kinds_; }

  /// The JSON of an embedded schema (`0.8/root`, `settings`), or nullptr.
  static const schema::Json* find_schema(std::string_view name);

 private:
  Generation(schema::Schema root, schema::Schema handler);
  void read_uses(const schema::Json& json, const std::string& key, bool in_root);

  schema::Schema root_;
  schema::Schema handler_;
  std::unordered_map<const schema::Json*, std::vector<SymbolUse>> uses_;
  std::map<std::string, std::vector<const SymbolUse*>, std::less<>> definable_;
  std::set<std::string> made_kinds_;
};

}  // namespace paas
