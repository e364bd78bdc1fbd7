// Recipes in compiled form: the files of a generation's folder `template` (docs/recipes.md).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/template/value.h"

namespace paas::cloudformation {

enum class Mode : std::uint8_t {
  meant,        // what the fragments mean
  as_deployed,  // what the deployer of today makes of them: the recipes with its defects
};

/// A path of keys below the fragment's body, and the value that the schema gives where nothing is written.
struct Path {
  std::vector<std::string> keys;
  const Value* otherwise = nullptr;
  bool of_item = false;  // below the item of the `<each>` around it, not the fragment
};

/// A piece of a text.
struct Piece {
  enum class Kind : std::uint8_t { literal, id, name_space, module, value };
  enum class Filter : std::uint8_t { none, id, rate, mended, route, sub };
  Kind kind = Kind::literal;
  std::string literal = {};
  Path path = {};
  Filter filter = Filter::none;
};

/// What makes a value.
struct Expression {
  enum class Kind : std::uint8_t {
    constant,    // `constant`
    text,        // `pieces`; a single one that is a value keeps its type
    list,        // `parts`, of which some may be absent and some several
    map,         // `parts` with `keys`
    each,        // in a list: the first of `parts` for every item at `path`
    choice,      // of the `parts` the one whose key is the text at `path`; absent if there is none
    json,        // the JSON text of the first of `parts`
    statements,  // in a list: what the permissions at `path` and those of `words` allow, a statement for each service
    pattern,     // the value at `path`, with what `x-paas-inserts` adds
    reads,       // the variables that the code reads, as a map
  };
  Kind kind = Kind::constant;
  const Value* constant = nullptr;
  std::vector<Piece> pieces = {};
  Path path = {};
  std::vector<std::string> keys = {};
  std::vector<bool> optional = {};  // of `keys`: left out where the value is absent or empty
  std::vector<Expression> parts = {};
  std::vector<std::string> words = {};
  std::vector<std::string> references = {};  // what constants refer to that are there only if this is chosen
  bool refers = false;                       // text: a name that may be a parameter's
  bool with_all = false;                     // reads: those that Lambda sets itself, too
};

struct ResourceRecipe {
  std::vector<Piece> id;
  Expression body;
};

struct CompiledRecipe {
  const Recipe* recipe = nullptr;
  std::string description;  // why there is something that no line asked for by name
  std::vector<ResourceRecipe> resources;
  std::vector<ResourceRecipe> outputs;
  std::vector<std::string> references;  // the names of others that constants refer to
  std::vector<std::string> ids;         // of its resources, where they are the same in every app
};

/// What the deployer makes otherwise, in words.
struct Defect {
  std::string what;
  std::string recipe;  // empty: of several
};

/// The recipes of a generation. Immutable.
class Recipes {
 public:
  ~Recipes();
  const CompiledRecipe& operator[](const Recipe& recipe) const;
  const std::vector<Defect>& defects() const;  // also where they are not in the recipes

 private:
  friend const Recipes* recipes_of(const Generation& generation, Mode mode);
  Recipes(const Generation& generation, Mode mode);
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

/// nullptr for a generation of which no template is made. Compiled on first use; lives as long as the program.
const Recipes* recipes_of(const Generation& generation, Mode mode);

}  // namespace paas::cloudformation
