// The JSON documents that a schema consists of: where its subschemas are and what references lead to.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/schema/schema.h"

namespace paas::schema {

/// JSON nested deeper than this is refused.
inline constexpr std::size_t max_json_depth = 512;

/// Where a subschema stands.
struct Location {
  std::string base;     // the URI that references inside are relative to
  std::string pointer;  // JSON Pointer within the document
};

class Library {
 public:
  explicit Library(const Resolver& resolver) : resolver_(resolver) {}

  /// Copies a document and learns its identifiers. `uri` is where it was found; empty for the first.
  Result<const Json*> add(const Json& document, std::string_view uri);
  /// The subschema that the reference names when it stands at `location`. Adds documents as they are needed.
  Result<const Json*> follow(const Location& location, std::string_view reference);
  /// Where a subschema stands, or nullptr if the library does not know it as one.
  const Location* find(const Json* subschema) const;
  /// The known subschemas in the order in which they were found.
  const std::vector<const Json*>& subschemas() const { return order_; }
  std::vector<std::unique_ptr<const Json>> take_documents() { return std::move(documents_); }

 private:
  void index(const Json& start, Location location);
  void learn_identifier(const Json& subschema, Location& location);
  Result<const Json*> resource(const std::string& uri);
  /// The value at a JSON Pointer below `start`; nullptr if there is none.
  const Json* walk(const Json& start, std::string_view pointer);

  const Resolver& resolver_;
  std::vector<std::unique_ptr<const Json>> documents_;
  std::unordered_map<const Json*, Location> locations_;
  std::vector<const Json*> order_;
  std::unordered_map<std::string, const Json*> resources_;    // by absolute URI without fragment
  std::unordered_map<std::string, const Json*> identifiers_;  // `$id` with a fragment
};

/// `part` as a step of a JSON Pointer (RFC 6901).
std::string escaped_step(std::string_view part);

}  // namespace paas::schema
