// JSON Schema draft-07: compiled once, evaluated with errors and annotations.
// https://json-schema.org/draft-07/json-schema-validation
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/result.h"
#include "core/yaml/document.h"

namespace paas::schema {

using Json = nlohmann::ordered_json;

/// One subschema in compiled form. `source` is the JSON it was compiled from: description, default, examples and
/// the project's own `x-paas-...` keywords are read there.
struct Subschema;

/// What is wrong, in the terms in which it is reported. One mistake makes one problem.
enum class ProblemKind : std::uint8_t {
  unknown_key,        // `node` is the key. `suggestion`: the key that was probably meant
  missing_keys,       // `node` is the mapping, `keys` what it lacks, in the schema's order
  wrong_type,         // `node` is the value
  not_allowed_value,  // enum, const: `allowed` in the schema's order; `suggestion`
  out_of_range,       // minimum, maximum, multipleOf, lengths and counts
  wrong_format,       // pattern, format
  duplicate_item,     // uniqueItems: `node` is the later item
  not_allowed,        // a `false` schema, `not`, or several branches of `oneOf`
};

/// Where a key that is unknown would be known.
enum class Elsewhere : std::uint8_t {
  nowhere,
  above,   // in the mapping around the one that it stands in: beside `home`
  below,   // in the mapping that `home`, a key beside it or a missing one, has for a value
  within,  // `home` is its first word, and the colon between it and a bracket is missing
  beside,  // where a value beside it is another one: `home` is one `key: value`, or several
};

struct Problem {
  ProblemKind kind;
  yaml::NodeId node;
  /// The key under which `node` stands in the mapping around it; `no_node` for items and the root.
  yaml::NodeId key = yaml::no_node;
  const Subschema* schema = nullptr;  // the subschema whose keyword failed
  std::string message;                // a sentence for the user: what is wrong and what is right
  std::string suggestion;             // the replacement that was probably meant; empty where none is likely
  /// missing_keys; not_allowed_value: the keys that say so, where it is the keys beside it that do not fit the value.
  std::vector<std::string> keys;
  std::vector<std::string> allowed;  // not_allowed_value; unknown_key: the keys that could stand here; 256 at most
  Elsewhere elsewhere = Elsewhere::nowhere;  // unknown_key
  std::string home = {};
  yaml::NodeId choice = yaml::no_node;  // beside: the value that would have to be `suggestion`
};

/// `schema` applies to `node`: reached through properties and items, through references, `allOf`, the taken side of
/// `if`, and the branch of `anyOf`/`oneOf` that holds (or, where none does, that fits best).
struct Annotation {
  yaml::NodeId node;
  yaml::NodeId key;  // the key under which `node` stands, or `no_node`
  const Subschema* schema;
};

struct Evaluation {
  bool valid = true;
  std::vector<Problem> problems;
  std::vector<Annotation> annotations;
};

/// Which annotations an evaluation collects.
enum class Collect : std::uint8_t {
  nothing,   // problems only
  semantic,  // only subschemas that carry an `x-paas-...` keyword
  everything,
};

struct Subschema {
  const Json* source = nullptr;
  std::string pointer;         // JSON Pointer within its document
  std::uint32_t index = 0;     // among all of a compilation
  bool has_semantics = false;  // carries an `x-paas-...` keyword
  struct Keywords;
  std::unique_ptr<const Keywords> keywords;  // compiled; private to the evaluator
  Subschema();
  ~Subschema();
};

/// Finds the schema document of an absolute URI; nullptr if it is not known. Nothing is ever fetched.
using Resolver = std::function<const Json*(std::string_view uri)>;

/// Immutable once compiled; may be shared between threads.
class Schema {
 public:
  /// Fails on a reference that leads nowhere, a pattern that RE2 refuses or that is over 10 KB, and on JSON nested
  /// deeper than 512. `document` is copied.
  static Result<Schema> compile(const Json& document, const Resolver& resolver = {});
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  /// Evaluates `node` of `document`. Recursion is bounded; endless `$ref` cycles are refused by `compile` or cut.
  /// In a document that is not complete, keys that are missing are not reported. `host` is the text that the document
  /// was parsed from: messages quote what was written (`yes`) where it is given, and what it means (`true`) otherwise.
  Evaluation evaluate(const yaml::Document& document, yaml::NodeId node, Collect collect = Collect::nothing,
                      std::string_view host = {}) const;

  const Subschema& root() const;
  /// The subschema of that index; nullptr if there is none.
  const Subschema* at(std::uint32_t index) const;

 private:
  struct Compiled;
  explicit Schema(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

/// What was probably meant by `text` among `candidates`: the nearest by edit distance (with transpositions; case and
/// `-`/`_` do not count), if it is near enough to be likely; empty otherwise.
std::string nearest(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace paas::schema
