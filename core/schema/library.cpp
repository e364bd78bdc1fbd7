// Finds `$id`s and follows `$ref`s (JSON Schema draft-07 core, section 8).
#include <nlohmann/json.hpp>

#include "core/schema/library.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/schema/metaschema.h"
#include "core/schema/uri.h"

namespace paas::schema {
namespace {

constexpr std::array single_keywords = {
    "additionalItems", "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"};
constexpr std::array list_keywords = {"allOf", "anyOf", "items", "oneOf"};
constexpr std::array map_keywords = {"definitions", "dependencies", "patternProperties", "properties"};

template <typename Keywords>
bool is_one_of(const Keywords& keywords, std::string_view key) {
  return std::find(keywords.begin(), keywords.end(), key) != keywords.end();
}

bool is_schema(const Json& value) { return value.is_object() || value.is_boolean(); }

/// Calls `visit(path, child)` for every subschema that stands directly in `schema`.
template <typename Visit>
void for_each_child(const Json& schema, const Visit& visit) {
  for (const auto& [key, value] : schema.items()) {
    if (is_one_of(single_keywords, key) && is_schema(value)) visit("/" + key, value);
    if (is_one_of(list_keywords, key) && value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (is_schema(value[i])) visit("/" + key + "/" + std::to_string(i), value[i]);
      }
    }
    if (is_one_of(map_keywords, key) && value.is_object()) {
      for (const auto& [name, child] : value.items()) {
        if (is_schema(child)) visit("/" + key + "/" + escaped_step(name), child);
      }
    }
  }
}

bool is_deeper_than(const Json& value, std::size_t depth) {
  if (!value.is_structured()) return false;
  if (depth == 0) return true;
  for (const Json& child : value) {
    if (is_deeper_than(child, depth - 1)) return true;
  }
  return false;
}

std::string unescaped_step(std::string_view step) {
  std::string out;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1');
    if (escape) ++i;
    out += !escape ? step[i] : step[i] == '0' ? '~' : '/';
  }
  return out;
}

const Json* child_at(const Json& value, const std::string& step) {
  if (value.is_object()) {
    const auto found = value.find(step);
    return found == value.end() ? nullptr : &*found;
  }
  if (!value.is_array()) return nullptr;
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), place);
  const bool whole = error == std::errc() && end == step.data() + step.size();
  return whole && place < value.size() ? &value[place] : nullptr;
}

}  // namespace

std::string escaped_step(std::string_view part) {
  std::string out;
  for (const char letter : part) {
    if (letter == '~') {
      out += "~0";
    } else if (letter == '/') {
      out += "~1";
    } else {
      out += letter;
    }
  }
  return out;
}

Result<const Json*> Library::add(const Json& document, std::string_view uri) {
  // Copying recurses, so the depth comes first.
  if (is_deeper_than(document, max_json_depth)) return Error{"the schema is nested deeper than 512 levels"};
  if (!is_schema(document)) return Error{"a schema must be an object or a boolean"};
  documents_.push_back(std::make_unique<const Json>(document));
  const Json& copy = *documents_.back();
  resources_.emplace(uri, &copy);
  index(copy, {std::string(uri), ""});
  return &copy;
}

const Location* Library::find(const Json* subschema) const {
  const auto found = locations_.find(subschema);
  return found == locations_.end() ? nullptr : &found->second;
}

void Library::index(const Json& start, Location location) {
  std::vector<std::pair<const Json*, Location>> open;
  open.emplace_back(&start, std::move(location));
  while (!open.empty()) {
    auto [subschema, place] = std::move(open.back());
    open.pop_back();
    if (locations_.contains(subschema)) continue;
    learn_identifier(*subschema, place);
    if (subschema->is_object()) {
      for_each_child(*subschema, [&open, &at = place](const std::string& path, const Json& child) {
        open.emplace_back(&child, Location{at.base, at.pointer + path});
      });
    }
    locations_.emplace(subschema, std::move(place));
    order_.push_back(subschema);
  }
}

void Library::learn_identifier(const Json& subschema, Location& location) {
  if (!subschema.is_object() || subschema.contains("$ref")) return;  // `$ref` hides what stands beside it
  const auto id = subschema.find("$id");
  if (id == subschema.end() || !id->is_string()) return;
  const std::string uri = resolve_uri(location.base, id->get_ref<const std::string&>());
  const auto [resource, fragment] = split_fragment(uri);
  if (!fragment.empty()) identifiers_.emplace(uri, &subschema);
  if (id->get_ref<const std::string&>().starts_with('#')) return;
  location.base = resource;
  resources_.emplace(resource, &subschema);
}

Result<const Json*> Library::resource(const std::string& uri) {
  const auto known = resources_.find(uri);
  if (known != resources_.end()) return known->second;
  if (uri == metaschema_uri) return add(Json::parse(metaschema_text), uri);
  const Json* document = resolver_ ? resolver_(uri) : nullptr;
  if (document == nullptr) return Error{"leads nowhere"};
  return add(*document, uri);
}

Result<const Json*> Library::follow(const Location& location, std::string_view reference) {
  const std::string uri = resolve_uri(location.base, reference);
  const auto [base, fragment] = split_fragment(uri);
  const Result<const Json*> start = resource(std::string(base));
  const bool is_pointer = fragment.empty() || fragment.starts_with('/');
  if (!is_pointer) {
    // The resource is asked for first, because its document may hold the identifier.
    const auto known = identifiers_.find(uri);
    if (known != identifiers_.end()) return known->second;
    return Error{"leads nowhere"};
  }
  if (!start) return Error{start.error()};
  const Json* target = walk(**start, percent_decoded(fragment));
  if (target == nullptr) return Error{"leads nowhere"};
  if (!is_schema(*target)) return Error{"leads to something that is no schema"};
  return target;
}

const Json* Library::walk(const Json& start, std::string_view pointer) {
  const Json* value = &start;
  Location location = *find(value);
  while (!pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string step = unescaped_step(pointer.substr(1, end - 1));
    pointer.remove_prefix(end);
    value = child_at(*value, step);
    if (value == nullptr) return nullptr;
    location.pointer += "/" + escaped_step(step);
    if (const Location* known = find(value)) location = *known;
  }
  // Below a keyword that is not part of the specification there are no subschemas until something refers to them.
  if (is_schema(*value) && find(value) == nullptr) index(*value, location);
  return value;
}

}  // namespace paas::schema
