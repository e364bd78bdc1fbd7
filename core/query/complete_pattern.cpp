// Completes the pattern of an event with what the sample events of its source hold.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "core/events/match.h"
#include "core/events/pattern.h"
#include "core/query/complete_fragment.h"
#include "core/query/complete_name.h"
#include "core/query/meaning.h"
#include "core/schema/keywords.h"

namespace paas::query {

namespace {

using events::Event;
using schema::Json;

constexpr int sample_rank = 300;

// The elements of an array stand for it.
void add_each(const Event& value, std::vector<const Event*>& to) {
  if (!value.is_array()) return to.push_back(&value);
  for (const Event& element : value) add_each(element, to);
}

// `${AppBucket}`: the deployer fills it in.
bool is_name_of_resource(const Event& value) {
  return value.is_string() && value.get_ref<const std::string&>().find("${") != std::string::npos;
}

}  // namespace

// What the samples that the event's source sends hold where the cursor is in a pattern. Who types must not get a value
// of a sample for a word of their own.
std::vector<FragmentCompleter::SampleValue> FragmentCompleter::sample_values() {
  std::vector<SampleValue> found;
  if (style_.is_typing) return found;
  const std::span<const schema::PathStep> path(path_);
  const schema::Subschema& root = type_.schema->root();
  std::size_t depth = 0;  // of the pattern
  while (
      depth < path.size() &&
      !has_meaning(schema::expected(root, sketch_.document, path.first(depth), sketch_.empty_mapping), "event-pattern"))
    ++depth;
  if (depth == 0 || depth == path.size()) return found;
  const Json* inserted = nullptr;
  const yaml::NodeId holder = path[depth - 1].node;
  for (const schema::Alternative& alternative :
       schema::expected(root, sketch_.document, path.first(depth - 1), holder)) {
    for (std::uint32_t i = 0; i < sketch_.document.entry_count(holder); ++i) {
      const std::string_view key = sketch_.document.text(sketch_.document.entry(holder, i).key);
      for (const schema::Subschema* part : alternative.parts) {
        const schema::Subschema* property = schema::property_of(*part, key);
        if (property != nullptr && inserted == nullptr) inserted = keyword(*property, schema::keywords::inserts);
      }
    }
  }
  if (inserted == nullptr) return found;
  const events::Reading source = events::read_pattern(sketch_.document, sketch_.empty_mapping, inserted);
  for (const events::Sample& sample : events::samples()) {
    if (events::mismatch(source.pattern, sample.event)) continue;
    std::vector<const Event*> values{&sample.event};
    for (const schema::PathStep& step : path.subspan(depth)) {
      if (step.is_item) continue;
      std::vector<const Event*> below;
      for (const Event* value : values) {
        const auto field = value->is_object() ? value->find(step.key) : value->end();
        if (value->is_object() && field != value->end()) add_each(*field, below);
      }
      values = std::move(below);
    }
    for (const Event* value : values) found.push_back({&sample, value});
  }
  return found;
}

void FragmentCompleter::add_fields_of_samples(yaml::NodeId node, const Frame& frame) {
  if (hole_.quote != '\0' || hole_.has_colon || hole_.has_lines) return;
  for (const SampleValue& each : sample_values()) {
    if (!each.value->is_object()) continue;
    for (const auto& [name, value] : each.value->items()) {
      std::vector<const Event*> values;
      add_each(value, values);
      const bool is_there = sketch_.document.find_key(node, name) != yaml::no_node;
      if (is_there || values.empty() ||
          std::ranges::any_of(values, [](const Event* one) { return is_name_of_resource(*one) || one->is_object(); }))
        continue;
      Item item{.label = name, .kind = ItemKind::key, .erase = frame.erase};
      item.detail = fmt::format("{} in the sample {}", values.front()->dump(), each.sample->name);
      YamlText text(layout_);
      text.raw(frame.before + (frame.needs_braces ? "{" : ""));
      const std::optional<std::string> key = scalar_text(name, frame.in_flow, hole_.quote);
      if (!key) continue;
      text.raw(*key + ": ");
      text.inline_value(Json::array({*values.front()}), nullptr);
      text.raw((frame.needs_braces ? "}" : "") + frame.after);
      item.text = text.plain();
      item.snippet = text.snippet();
      if (text.is_whole() && mistakes_with(item.text, item.erase) <= mistakes_before())
        add(std::move(item), sample_rank);
    }
  }
}

void FragmentCompleter::add_values_of_samples(const Frame& frame, const Strings& taken) {
  for (const SampleValue& each : sample_values()) {
    if (each.value->is_object() || is_name_of_resource(*each.value)) continue;
    add_scalar(*each.value, ItemKind::value, fmt::format("in the sample {}", each.sample->name), nullptr, frame, taken,
               sample_rank);
  }
}

}  // namespace paas::query
