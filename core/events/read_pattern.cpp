// Reads patterns as EventBridge does, and says what it refuses.
#include "core/events/pattern.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/events/read_matcher.h"

namespace paas::events {

namespace {

using schema::Json;
using yaml::Kind;
using yaml::NodeId;

constexpr std::string_view either = "$or";

/// The words of matchers and operators, which no field among alternatives may be called.
bool is_reserved(std::string_view name) {
  constexpr std::string_view words[] = {"exactly",
                                        "equals-ignore-case",
                                        "prefix",
                                        "suffix",
                                        "anything-but",
                                        "exists",
                                        "wildcard",
                                        "numeric",
                                        "cidr",
                                        "=",
                                        "<",
                                        "<=",
                                        ">",
                                        ">=",
                                        "regex"};
  return std::find(std::begin(words), std::end(words), name) != std::end(words);
}

class PatternReader {
 public:
  PatternReader(const yaml::Document& document, std::vector<Fault>& faults) : document_(document), faults_(faults) {}

  Pattern object(NodeId node, bool among_alternatives) {
    Pattern pattern;
    for (std::uint32_t i = 0; i < document_.entry_count(node); ++i) {
      const yaml::Entry entry = document_.entry(node, i);
      Field field{json_text(document_, entry.key), document_.range(entry.key)};
      field.is_either = field.name == either;
      if (field.is_either) {
        if (alternatives(field, entry)) pattern.fields.push_back(std::move(field));
        continue;
      }
      if (among_alternatives && is_reserved(field.name)) {
        add(entry.key, "EventBridge reserves the word `" + field.name +
                           "`: no field among the alternatives of `$or` "
                           "can be called so");
      }
      if (value(field, entry, among_alternatives)) pattern.fields.push_back(std::move(field));
    }
    return pattern;
  }

  /// Says of every mapping in which nothing stands, not even what the deployer adds, that EventBridge refuses it.
  void check_empty(const Pattern& pattern, NodeId node) {
    const auto at_key = [&](const Field& field) {
      for (std::uint32_t i = 0; i < document_.entry_count(node); ++i) {
        const yaml::Entry entry = document_.entry(node, i);
        if (document_.range(entry.key) == field.range) return entry.value;
      }
      return yaml::no_node;
    };
    if (document_.kind(node) == Kind::mapping && document_.entry_count(node) == 0 && pattern.fields.empty())
      add(node,
          "EventBridge refuses a mapping without keys in a pattern; write a field that events must have, or "
          "leave it out");
    for (const Field& field : pattern.fields) {
      if (field.is_inserted && field.below.empty()) continue;
      const NodeId below = at_key(field);
      if (below == yaml::no_node) continue;
      if (!field.is_either) {
        for (const Pattern& fields : field.below) check_empty(fields, below);
        continue;
      }
      for (std::uint32_t i = 0; i < document_.item_count(below) && i < field.below.size(); ++i)
        check_empty(field.below[i], document_.item(below, i));
    }
  }

 private:
  bool value(Field& field, const yaml::Entry& entry, bool among_alternatives) {
    const Kind kind = document_.kind(entry.value);
    if (kind == Kind::mapping) {
      field.below.push_back(object(entry.value, among_alternatives));
      return true;
    }
    if (kind != Kind::sequence) {
      add(entry.value, "EventBridge wants a list of values or a mapping of fields under `" + field.name + "`");
      return false;
    }
    if (document_.item_count(entry.value) == 0) add(entry.value, "EventBridge refuses an empty list in a pattern");
    for (std::uint32_t i = 0; i < document_.item_count(entry.value); ++i) {
      std::optional<Matcher> matcher = read_matcher(document_, document_.item(entry.value, i), faults_);
      if (matcher) field.values.push_back(std::move(*matcher));
    }
    return !field.values.empty();
  }

  bool alternatives(Field& field, const yaml::Entry& entry) {
    const std::uint32_t count = document_.item_count(entry.value);
    if (document_.kind(entry.value) != Kind::sequence || count < 2) {
      add(entry.value, "`$or` takes a list of two or more mappings, of which one must match");
      return false;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      const NodeId item = document_.item(entry.value, i);
      if (document_.kind(item) != Kind::mapping) {
        add(item, "an alternative of `$or` is a mapping of fields");
        return false;
      }
      field.below.push_back(object(item, true));
    }
    return true;
  }

  void add(NodeId node, std::string message) { faults_.push_back({node, std::move(message)}); }

  const yaml::Document& document_;
  std::vector<Fault>& faults_;
};

Matcher inserted_value(const Json& value) {
  constexpr std::string_view reference = "Ref ";
  Matcher matcher;
  if (!value.is_string()) {
    matcher.is_text = false;
    matcher.text = value.dump();
    return matcher;
  }
  matcher.text = value.get<std::string>();
  if (matcher.text.starts_with(reference)) {
    matcher.test = Test::resource;
    matcher.text.erase(0, reference.size());
  }
  return matcher;
}

// What the deployer adds comes first in each mapping: who sends an event says more about it than what it carries.
void insert(Pattern& pattern, const Json& inserted, Range place) {
  std::vector<Field> first;
  for (const auto& [name, value] : inserted.items()) {
    const auto written = std::find_if(pattern.fields.begin(), pattern.fields.end(),
                                      [&, &key = name](const Field& field) { return field.name == key; });
    Field field{name, place, true};
    if (value.is_object()) {
      if (written != pattern.fields.end() && !written->below.empty() && !written->is_either) {
        insert(written->below.front(), value, place);
        continue;
      }
      field.below.emplace_back();
      insert(field.below.front(), value, place);
    } else {
      for (const Json& item : value) field.values.push_back(inserted_value(item));
    }
    if (written != pattern.fields.end()) pattern.fields.erase(written);
    first.push_back(std::move(field));
  }
  pattern.fields.insert(pattern.fields.begin(), std::make_move_iterator(first.begin()),
                        std::make_move_iterator(first.end()));
}

}  // namespace

Reading read_pattern(const yaml::Document& document, yaml::NodeId node, const Json* inserted, Range place) {
  Reading reading;
  PatternReader reader(document, reading.faults);
  if (document.kind(node) != Kind::mapping) {
    reading.faults.push_back({node, "a pattern is a mapping of fields"});
    return reading;
  }
  reading.pattern = reader.object(node, false);
  if (inserted != nullptr) insert(reading.pattern, *inserted, place);
  reader.check_empty(reading.pattern, node);
  return reading;
}

}  // namespace paas::events
