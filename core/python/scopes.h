// Which names a Python file binds where, and the expressions that begin with a name.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/python/tree.h"

namespace paas::python {

using ScopeId = std::uint32_t;
inline constexpr ScopeId module_scope = 0;

enum class BindingKind : std::uint8_t {
  other,     // a parameter, a loop, a function, a part of a tuple, ...
  value,     // `name = value`, `with value as name`
  imported,  // `import value`, `from module import value`
};

struct Binding {
  BindingKind kind = BindingKind::other;
  TSNode value{};           // BindingKind::value
  std::string_view module;  // BindingKind::imported: what the name stands for is `module`, or `name` in it
  std::string_view name;    // empty where the module itself is bound
  std::uint32_t times = 0;  // how often the name is bound in its scope
};

enum class Destination : std::uint8_t {
  nowhere,   // a statement of its own, or the head of a `with`
  variable,  // `name = ...`, `with ... as name`
  elsewhere,
};

/// A name with all that follows it: `boto3.client("s3").get_object(...)`.
struct Chain {
  TSNode node;  // `identifier`, or `attribute` and `call` down to one
  ScopeId scope;
  Destination destination = Destination::elsewhere;
  std::string_view variable;    // Destination::variable
  bool when_main_only = false;  // below `if __name__ == "__main__":`
};

/// Scopes as Python has them, but that names of a lambda and of a comprehension belong to what is around them: that
/// makes names less certain, never wrong.
class Scopes {
 public:
  explicit Scopes(std::string_view text) : text_(text) {}
  void read(TSNode module);

  /// The only binding of a name that is visible from a scope; nullptr where there are none or several.
  const Binding* find(ScopeId scope, std::string_view name, ScopeId* found_in = nullptr) const;
  const std::vector<Chain>& chains() const { return chains_; }               // in the order of their beginnings
  const std::vector<std::string_view>& modules() const { return modules_; }  // all that are imported; `.x` is relative
  bool imports_everything() const { return imports_everything_; }            // `from module import *`

 private:
  struct Scope {
    ScopeId parent;
    bool is_class;
    std::unordered_map<std::string_view, Binding> bindings;
  };
  /// A node on the way from the module to where the walk is.
  struct Level {
    TSNode node;
    std::string_view type;
    ScopeId inner;        // the scope of what is below it
    bool is_target;       // names below it are bound
    bool when_main_only;  // see Chain
  };

  std::string_view text_of(TSNode node) const { return slice(text_, range_of(node)); }
  bool visit(TSNode node, std::string_view field_name);
  void read_import(TSNode statement, ScopeId scope);
  void read_name(TSNode node, std::string_view field_name);
  void read_chain(TSNode node, std::string_view field_name);
  void read_destination(Chain& chain, std::string_view field_name);
  void bind(ScopeId scope, std::string_view name, Binding binding);
  std::string_view root_name(TSNode chain) const;

  std::string_view text_;
  std::vector<Scope> scopes_;
  std::vector<Level> levels_;
  std::vector<Chain> chains_;
  std::vector<std::string_view> modules_;
  std::unordered_set<std::string_view> unsure_;  // names that are rebound from another scope, or whose insides are
  bool imports_everything_ = false;
};

}  // namespace paas::python
