// Compares and hashes nodes of documents and values of schemas.
#include <nlohmann/json.hpp>

#include "core/schema/equality.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace paas::schema {
namespace {

using yaml::Document;
using yaml::Kind;
using yaml::NodeId;

// Documents from the parser are no deeper than `yaml::max_depth`; others are compared down to here.
constexpr int max_compared_depth = 256;

bool is_number(Kind kind) { return kind == Kind::integer || kind == Kind::number; }

/// Whether the 64 bits hold the integer. At the ends they may stand for something beyond.
bool is_exact(const yaml::Node& node) {
  return node.kind == Kind::integer && node.value.integer != INT64_MAX && node.value.integer != INT64_MIN;
}

bool equals_number(const Document& document, NodeId node, const Json& value) {
  const bool fits = value.is_number_integer() && (!value.is_number_unsigned() ||
                                                  value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX));
  if (fits && is_exact(document[node])) return document[node].value.integer == value.get<std::int64_t>();
  return document.number_of(node) == value.get<double>();
}

bool equals(const Document& document, NodeId node, const Json& value, int depth) {
  if (depth == 0) return false;
  switch (document.kind(node)) {
    case Kind::null:
      return value.is_null();
    case Kind::boolean:
      return value.is_boolean() && value.get<bool>() == document[node].value.boolean;
    case Kind::integer:
    case Kind::number:
      return value.is_number() && equals_number(document, node, value);
    case Kind::string:
      return value.is_string() && value.get_ref<const std::string&>() == document.text(node);
    case Kind::sequence:
      if (!value.is_array() || value.size() != document.item_count(node)) return false;
      for (std::uint32_t i = 0; i < document.item_count(node); ++i) {
        if (!equals(document, document.item(node, i), value[i], depth - 1)) return false;
      }
      return true;
    case Kind::mapping:
      if (!value.is_object() || value.size() != document.entry_count(node)) return false;
      for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
        const yaml::Entry entry = document.entry(node, i);
        if (document.kind(entry.key) != Kind::string) return false;
        const auto found = value.find(std::string(document.text(entry.key)));
        if (found == value.end() || !equals(document, entry.value, *found, depth - 1)) return false;
      }
      return true;
    default:
      return false;
  }
}

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 30;
  value *= 0xBF58476D1CE4E5B9;
  value ^= value >> 27;
  value *= 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

std::uint64_t hash_of(const Document& document, NodeId node, int depth) {
  const yaml::Node& content = document[node];
  const auto kind = static_cast<std::uint64_t>(is_number(content.kind) ? Kind::number : content.kind) + 1;
  if (depth == 0) return kind;
  switch (content.kind) {
    case Kind::null:
      return mixed(kind);
    case Kind::boolean:
      return mixed(kind * 2 + (content.value.boolean ? 1 : 0));
    case Kind::integer:
    case Kind::number: {
      const double number = document.number_of(node);
      return mixed(std::hash<double>()(number == 0 ? 0.0 : number) + kind);  // -0 equals 0
    }
    case Kind::sequence: {
      std::uint64_t hash = mixed(kind);
      for (std::uint32_t i = 0; i < document.item_count(node); ++i) {
        hash = mixed(hash * 31 + hash_of(document, document.item(node, i), depth - 1));
      }
      return hash;
    }
    case Kind::mapping:
    case Kind::set: {
      std::uint64_t hash = mixed(kind);
      for (std::uint32_t i = 0; i < document.entry_count(node); ++i) {
        const yaml::Entry entry = document.entry(node, i);
        // A sum, because the order of the entries does not count.
        hash += mixed(hash_of(document, entry.key, depth - 1) * 3 + hash_of(document, entry.value, depth - 1));
      }
      return hash;
    }
    default:
      return mixed(std::hash<std::string_view>()(document.text(node)) + kind);
  }
}

bool same(const Document& document, NodeId a, NodeId b, int depth);

NodeId value_at(const Document& document, NodeId mapping, NodeId key, int depth) {
  if (document.kind(key) == Kind::string) return document.find(mapping, document.text(key));
  for (std::uint32_t i = 0; i < document.entry_count(mapping); ++i) {
    const yaml::Entry entry = document.entry(mapping, i);
    if (same(document, entry.key, key, depth)) return entry.value;
  }
  return yaml::no_node;
}

bool same(const Document& document, NodeId a, NodeId b, int depth) {
  if (a == b) return true;
  if (depth == 0) return false;
  const Kind kind = document.kind(a);
  if (is_number(kind) && is_number(document.kind(b))) {
    if (is_exact(document[a]) && is_exact(document[b])) return document[a].value.integer == document[b].value.integer;
    return document.number_of(a) == document.number_of(b);
  }
  if (kind != document.kind(b)) return false;
  switch (kind) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return document[a].value.boolean == document[b].value.boolean;
    case Kind::sequence:
      if (document.item_count(a) != document.item_count(b)) return false;
      for (std::uint32_t i = 0; i < document.item_count(a); ++i) {
        if (!same(document, document.item(a, i), document.item(b, i), depth - 1)) return false;
      }
      return true;
    case Kind::mapping:
    case Kind::set:
      if (document.entry_count(a) != document.entry_count(b)) return false;
      for (std::uint32_t i = 0; i < document.entry_count(a); ++i) {
        const yaml::Entry entry = document.entry(a, i);
        const NodeId other = value_at(document, b, entry.key, depth - 1);
        if (other == yaml::no_node || !same(document, entry.value, other, depth - 1)) return false;
      }
      return true;
    default:
      return document.text(a) == document.text(b);
  }
}

}  // namespace

Types types_of(const Document& document, NodeId node) {
  switch (document.kind(node)) {
    case Kind::null:
      return type_null;
    case Kind::boolean:
      return type_boolean;
    case Kind::integer:
      return type_integer | type_number;
    case Kind::number: {
      const double number = document.number_of(node);
      return std::isfinite(number) && std::trunc(number) == number ? type_integer | type_number : type_number;
    }
    case Kind::string:
      return type_string;
    case Kind::sequence:
      return type_array;
    case Kind::mapping:
      return type_object;
    default:
      return 0;
  }
}

bool equals(const Document& document, NodeId node, const Json& value) {
  return equals(document, node, value, max_compared_depth);
}

bool allows(const Values& values, const Document& document, NodeId node) {
  if (document.kind(node) == Kind::string) {
    return std::binary_search(values.strings.begin(), values.strings.end(), document.text(node), shorter);
  }
  return std::any_of(values.others.begin(), values.others.end(),
                     [&](const Json* value) { return equals(document, node, *value); });
}

NodeId first_repeated_item(const Document& document, NodeId sequence) {
  const std::uint32_t count = document.item_count(sequence);
  std::vector<std::pair<std::uint64_t, std::uint32_t>> hashes(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    hashes[i] = {hash_of(document, document.item(sequence, i), max_compared_depth), i};
  }
  std::sort(hashes.begin(), hashes.end());
  std::uint32_t first = count;
  for (std::size_t begin = 0; begin < hashes.size();) {
    std::size_t end = begin + 1;
    for (; end < hashes.size() && hashes[end].first == hashes[begin].first; ++end) {
      // Equal hashes nearly always mean equal items, so the first of the run is the one to compare with.
      const NodeId earlier = document.item(sequence, hashes[begin].second);
      const NodeId later = document.item(sequence, hashes[end].second);
      if (same(document, earlier, later, max_compared_depth)) first = std::min(first, hashes[end].second);
    }
    begin = end;
  }
  return first == count ? yaml::no_node : document.item(sequence, first);
}

bool is_multiple(double value, double divisor) {
  const double quotient = value / divisor;
  return std::isfinite(quotient) && std::abs(quotient - std::round(quotient)) <= 1e-9;
}

}  // namespace paas::schema
