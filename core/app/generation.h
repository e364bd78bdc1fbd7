// A generation of the fragment's language: where its fragments stand, its schemas, and what they say about symbols.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/schema/schema.h"

namespace paas {

/// The part that a file plays in an app.
enum class FileKind : std::uint8_t {
  root,         // what the handlers of an app share
  handler,      // one of many
  environment,  // a shell file of `export NAME=value` lines
};

enum class Role : std::uint8_t {
  defines,   // makes the symbol exist
  refers,    // needs the symbol
  mentions,  // needs the symbol, and naming it is enough to make it exist
};

/// Who starts whom, between the symbol and what the value stands in: a handler, or the symbol that is defined around
/// it.
enum class Starts : std::uint8_t {
  nothing,
  here,   // the symbol starts what the value stands in
  there,  // what the value stands in starts the symbol
};

/// One entry of `x-paas-defines`, `x-paas-refers` or `x-paas-mentions`: what a value says about a symbol.
/// A symbol is a kind and a name, written `kind:Name`.
struct SymbolUse {
  Role role = Role::refers;
  std::string kind;
  std::string name = {};       // as the schema gives it; may hold a placeholder, filled from the value
  std::string symbol = {};     // the whole symbol where `name` holds no placeholder, else empty
  std::string prefix = {};     // what stands in the value before the name; the name begins behind it
  std::string when = {};       // counts only if this symbol is defined; `kind:*` is any of a kind; empty: always
  std::string how = {};        // definitions: what a person writes to define it, as Markdown
  std::string otherwise = {};  // references: the deployer accepts that it is missing, and this is what happens
  std::string because = {};    // references: why it is needed, as Markdown; empty: it need not exist
  Starts starts = Starts::nothing;
  std::string word = {};  // the key or the constant that stands in a text that uses it
  bool in_root = false;   // stands in the schema of the root, not of a handler

  bool defines() const { return role == Role::defines; }
  /// The key gives the name, not the value.
  bool is_named_by_key() const { return name.find("{key}") != std::string::npos; }
};

/// A part of the template that is made as a whole: one entry of a file in the generation's folder `template`
/// (docs/recipes.md).
struct Recipe {
  std::string name;
  const schema::Json* source = nullptr;
  std::string name_space;     // what its resources are named after; empty: the handler, or the app
  bool once = false;          // made once, however many ask for it
  std::size_t resources = 0;  // how many it makes
  std::size_t outputs = 0;
  std::size_t bytes = 0;           // of what it makes as YAML, without what fills its gaps
  std::size_t names = 0;           // how often the name of the handler fills one
  std::vector<std::string> kinds;  // of its resources that are named after the handler: `Function`, `LogGroup`
};

/// One entry of `x-paas-resources`: the value asks for a recipe.
struct Addition {
  const Recipe* recipe = nullptr;
  std::string when = {};  // counts only if this symbol is defined; empty: always
};

/// What the name of an environment variable stands for in code that reads it.
struct ReadUse {
  std::string prefix;  // of the variable, before the star of `match`
  std::string suffix;
  SymbolUse use;
};

/// A kind of symbol, as messages and hover speak of it.
struct Kind {
  std::string name;
  std::string title;
  std::string description;
  bool at_most_one = false;             // an app has one at most
  std::vector<std::string> not_beside;  // kinds that an app with this one cannot have
  bool hidden = false;                  // of use for conditions only
};

/// How the fragments of a file are found.
enum class Docstring : std::uint8_t {
  none,       // the whole file is YAML
  module,     // the docstring of the module, as the deployer finds it
  functions,  // the docstrings of functions and methods
  all,        // of modules, classes, functions and methods
};

/// What a generation says about one kind of file: `root` or `handler` of its `generation.yaml`.
struct FileType {
  std::string files;  // a glob of the file's name, or of its path where it holds a `/`
  Docstring docstring = Docstring::module;
  std::string key;                          // the fragment is the value of this key; empty: the whole text
  std::string after;                        // the fragment begins behind the line that holds just this; empty: at once
  bool required = false;                    // root: an app needs one; handler: every file must hold a fragment
  std::optional<schema::Schema> schema;     // none: such files hold no fragment
  std::string schema_name;                  // the file of the schema, without `.yaml`
  bool has_exclusions = false;              // the schema says `x-paas-avoids` of some value
  std::optional<schema::Schema> signature;  // a fragment that fits is surely of this generation
  std::string defines;                      // the kind of the symbol that the file's path defines; may be empty
  bool named_from_parent = false;           // the path's name begins with the package's own name
  std::string unless_referred;              // the message where nothing refers to that symbol; may be empty
};

/// `kind:Logicalid`: names of which every spelling agrees, `app-table`, `APP_TABLE` and `AppTable`.
std::string make_symbol(std::string_view kind, std::string_view name);

class Generation {
 public:
  /// Schemas by their names, `root` and `handler`.
  using Schemas = std::map<std::string, const schema::Json*, std::less<>>;

  using Recipes = std::map<std::string, Recipe, std::less<>>;

  /// Reads `generation.yaml`, which must fit the schema `generation`; the error names what does not compile.
  static Result<std::shared_ptr<const Generation>> make(const schema::Json& manifest, const Schemas& schemas,
                                                        bool built_in = false, Recipes recipes = {});
  /// Those that come with the program, the newest first; each is compiled on first use.
  static std::size_t built_in_count();
  static const std::shared_ptr<const Generation>& built_in(std::size_t index);
  static const std::shared_ptr<const Generation>& newest() { return built_in(0); }
  /// nullptr if there is none of that name.
  static std::shared_ptr<const Generation> find_built_in(std::string_view name);

  const std::string& name() const { return name_; }
  const std::string& title() const { return title_; }
  /// False for a generation of a user's own, which no deployer of ours reads.
  bool is_built_in() const { return built_in_; }
  /// What is recognised as `other` may be of this generation too.
  bool includes(const Generation& other) const { return &other == this || includes_ == other.name_; }
  /// nullptr where the generation has no such file.
  const FileType* type(FileKind kind) const;
  /// Every schema of the generation that a fragment is checked against.
  std::vector<const schema::Schema*> schemas() const;

  /// `kind:Name`, hungarorised where the generation compares names so.
  std::string symbol(std::string_view kind, std::string_view name) const;
  /// How names are written that a person reads: `names: exact` compares them as they are.
  bool compares_exactly() const { return exact_; }
  const Kind* kind(std::string_view name) const;
  /// `action`, or the name of a kind that has no title.
  std::string_view title_of_kind(std::string_view name) const;
  const std::map<std::string, Kind, std::less<>>& kinds() const { return kinds_; }
  /// Whether the code of handlers says something about symbols.
  bool reads_code() const { return built_in_ || !reads_.empty(); }
  const std::vector<ReadUse>& reads() const { return reads_; }
  /// What the variable stands for in code that reads it; nullptr if nothing.
  const ReadUse* read_use(std::string_view variable) const;
  /// The symbol that `use`, which was found for the variable, makes of it.
  std::string symbol_of_read(const ReadUse& use, std::string_view variable) const;

  /// What a subschema says about symbols; empty if nothing.
  const std::vector<SymbolUse>& uses(const schema::Subschema* subschema) const;
  /// Where the schemas define a symbol by a fixed name; empty if nowhere.
  const std::vector<const SymbolUse*>& definers(std::string_view symbol) const;
  /// The symbols on whose existence it depends what else counts: those of `when`, and of references whose absence drops
  /// a handler.
  const std::set<std::string>& conditions() const { return conditions_; }
  /// Whether a handler may be dropped for want of something that a value names.
  bool drops_by_value() const { return drops_by_value_; }
  /// The symbols of `definers`.
  const auto& definable() const { return definable_; }
  /// The uses that define symbols of a kind by names that a fragment gives.
  const std::vector<const SymbolUse*>& namers(std::string_view kind) const;
  /// What a person writes to define a symbol, or empty.
  std::string_view how_to_define(std::string_view symbol) const;
  /// Of what the template is made, by name; empty where a generation makes none.
  const Recipes& recipes() const { return recipes_; }
  /// The recipes that a subschema asks for; empty if none.
  const std::vector<Addition>& additions(const schema::Subschema* subschema) const;
  /// The kinds of resource that handlers make for their namespaces, hungarorised: `Function`, `LogGroup`, ...
  const std::set<std::string>& made_kinds() const { return made_kinds_; }

  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

 private:
  Generation() = default;
  void read_manifest(const schema::Json& manifest);
  void read_uses(const schema::Json& json, const std::string& key, bool in_root);
  void read_definers(const std::vector<SymbolUse>& uses);
  void read_additions(const schema::Json& json);
  SymbolUse read_use_entry(const schema::Json& entry, Role role) const;

  std::string name_;
  std::string title_;
  std::string includes_;
  bool built_in_ = false;
  bool exact_ = false;
  std::optional<FileType> root_;
  std::optional<FileType> handler_;
  std::map<std::string, Kind, std::less<>> kinds_;
  std::vector<ReadUse> reads_;
  std::unordered_map<const schema::Json*, std::vector<SymbolUse>> uses_;
  std::map<std::string, std::vector<const SymbolUse*>, std::less<>> definable_;
  std::map<std::string, std::vector<const SymbolUse*>, std::less<>> namers_;
  Recipes recipes_;
  std::unordered_map<const schema::Json*, std::vector<Addition>> additions_;
  std::set<std::string> made_kinds_;
  std::set<std::string> conditions_;
  bool drops_by_value_ = false;
};

/// The JSON of an embedded schema (`0.8/root`, `settings`), or nullptr.
const schema::Json* find_schema(std::string_view name);

/// What a file's name says: its kind in the generations that come with the program; nothing for all other names.
std::optional<FileKind> kind_of_path(std::string_view path);

}  // namespace paas
