// One value of an event against one matcher of a pattern.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/events/event.h"
#include "core/events/pattern.h"
#include "core/schema/pattern.h"

namespace paas::events {

/// What resources are called where they are deployed, by logical id; each may have several names.
using ResourceNames = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Keeps the expressions of wildcards, so that each is compiled once.
class Comparison {
 public:
  explicit Comparison(const ResourceNames& names) : names_(names) {}

  /// `value` is no object and no array. Linear in the value.
  bool fits(const Matcher& matcher, const Event& value);

 private:
  bool fits_text(const Matcher& matcher, const std::string& text);
  bool found_in(const std::string& expression, const std::string& text);
  bool is_name_of(const std::string& resource, const std::string& text) const;

  const ResourceNames& names_;
  std::unordered_map<std::string, Result<schema::Pattern>> expressions_;
};

}  // namespace paas::events
