// What the schemas say about each value of a file, evaluated when it is asked for: a `File` keeps only the subschemas
// that speak about symbols.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/file.h"

namespace paas::query {

/// A value, and the text at a place that is about it: its key, or the value itself.
struct Spot {
  yaml::NodeId node;
  yaml::NodeId key;  // under which the value stands; `no_node` for items
  Range range;       // of the key or the value; bytes
  bool at_key;
};

using Subschemas = std::vector<const schema::Subschema*>;

/// Linear in the file. Refers to it.
class Meanings {
 public:
  explicit Meanings(const File& file);

  const File& file() const { return file_; }
  const yaml::Document& document() const { return file_.document; }
  /// The key or scalar at `offset`; a cursor behind the last character is at the word, too.
  std::optional<Spot> at(std::uint32_t offset) const;
  /// The subschemas that apply to a value, from the outside in: what is nearest to its key comes first.
  Subschemas of(yaml::NodeId node) const;
  /// The innermost mapping in which a key stands; `no_node` if none does.
  yaml::NodeId mapping_around(yaml::NodeId key) const;
  /// Every annotation, by node; those of one node from the outside in.
  const std::vector<schema::Annotation>& annotations() const { return annotations_; }

 private:
  const File& file_;
  std::vector<schema::Annotation> annotations_;
};

/// The value of a keyword; nullptr if the subschema has none.
const schema::Json* keyword(const schema::Subschema& subschema, const char* name);
/// The first value of a keyword among subschemas; nullptr if none has it.
const schema::Json* keyword(const Subschemas& subschemas, const char* name);
/// The same as a text; empty where it is none.
std::string_view text_of(const schema::Subschema& subschema, const char* name);
std::string_view text_of(const Subschemas& subschemas, const char* name);
/// Whether one of them says `x-paas-value: MEANING`.
bool means(const Subschemas& subschemas, std::string_view meaning);

/// A key as it is written, whatever kind of value it is.
std::string_view written(const File& file, yaml::NodeId node);

}  // namespace paas::query
