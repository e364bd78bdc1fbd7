// Makes templates, and tells of them.
#include "tests/spec_runner/preview.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/template/difference.h"
#include "core/template/optimise.h"
#include "core/template/read_template.h"
#include "core/template/references.h"
#include "core/template/text.h"

namespace paas::spec {

namespace {

using namespace cloudformation;

std::string place_text(const Origin& origin) {
  const Position position = Lines(origin.file->text).code_points(origin.range.begin);
  return fmt::format("{}:{}:{}", relative_path(*origin.file), position.line + 1, position.character + 1);
}

std::string list(const Template& whole) {
  std::string text;
  for (const FilePart& part : whole.parts) {
    for (const Resource& resource : part.resources)
      text += fmt::format("{} {} {}\n", resource.id, find(*resource.body, "Type")->text, place_text(*resource.origin));
  }
  for (const Parameter& parameter : whole.parameters) {
    text += fmt::format("parameter {} {}{}\n", parameter.id, place_text(parameter.origin),
                        parameter.value ? " = " + *parameter.value : "");
  }
  for (const FilePart& part : whole.parts) {
    for (const Output& output : part.outputs)
      text += fmt::format("output {} {}\n", output.id, place_text(*output.origin));
  }
  for (const LeftOut& left : whole.left_out)
    text += fmt::format("left out {}: {}\n", place_text({left.file.get(), left.range}), without_base(left.reason));
  return text.empty() ? "nothing\n" : text;
}

std::string entry(const Template& whole, std::string_view id) {
  for (const FilePart& part : whole.parts) {
    for (const Resource& resource : part.resources) {
      if (resource.id == id) return to_text(*resource.body, Format::yaml) + "\n";
    }
  }
  return "there is none\n";
}

void collect(const Value& value, std::set<std::string>& names) {
  for_each_reference(value, [&](std::string_view name) { names.emplace(name); });
}

// The text is read as what it was written from.
std::string check_reading(const Template& whole) {
  const Result<Template> again = read_template(to_text(whole, Format::yaml, true));
  if (!again) return "the YAML cannot be read: " + again.error();
  Side written = side_of(whole);
  written.left_out = nullptr;
  const Difference difference = compare(written, side_of(*again));
  return difference.is_empty() ? "" : "the YAML is not what it was written from: " + summary(difference);
}

// What is referred to is there, and nothing else is a parameter.
std::string check_references(const Template& whole) {
  std::set<std::string> ids;
  std::set<std::string> names;
  for (const FilePart& part : whole.parts) {
    for (const Resource& resource : part.resources) {
      if (!ids.emplace(resource.id).second) return fmt::format("{} is made twice", resource.id);
      collect(*resource.body, names);
      if (const Value* depends = find(*resource.body, "DependsOn")) {
        for (const Value* name : depends->items) names.emplace(name->text);
      }
    }
    for (const Output& output : part.outputs) collect(*output.body, names);
  }
  for (const Parameter& parameter : whole.parameters) {
    if (!names.contains(parameter.id)) return fmt::format("nothing refers to the parameter {}", parameter.id);
    ids.insert(parameter.id);
  }
  for (const std::string& name : names) {
    if (!ids.contains(name)) return fmt::format("there is no {}", name);
  }
  return {};
}

std::size_t count_resources(const Template& whole) {
  std::size_t count = 0;
  for (const FilePart& part : whole.parts) count += part.resources.size();
  return count;
}

std::string check_template(const App& app, Mode mode) {
  const Recipes* recipes = recipes_of(app.generation(), mode);
  if (recipes == nullptr) return {};
  Template whole = make_template(app, *recipes);
  if (std::string wrong = check_references(whole); !wrong.empty()) return wrong;
  const std::size_t resources = count_resources(whole);
  if (mode == Mode::meant) {
    if (std::string wrong = check_reading(whole); !wrong.empty()) return wrong;
  }
  const nlohmann::json parsed = nlohmann::json::parse(to_text(whole, Format::json, true), nullptr, false);
  if (parsed.is_discarded() || parsed["Resources"].size() != resources) return "the JSON does not have all resources";
  const bool is_whole = whole.left_out.empty();
  if (is_whole && resources != app.limits().resources.count)
    return fmt::format("{} resources, counted {}", resources, app.limits().resources.count);
  if (is_whole && mode == Mode::as_deployed && whole.parameters.size() != app.limits().parameters.count)
    return fmt::format("{} parameters, counted {}", whole.parameters.size(), app.limits().parameters.count);
  const Saved saved = optimise(whole);
  if (count_resources(whole) + saved.roles + saved.policies != resources) return "optimised, it lacks resources";
  return check_references(whole);
}

}  // namespace

std::string preview(const Outcome& outcome, std::string_view argument) {
  constexpr std::string_view flag = "--as-deployed";
  Mode mode = Mode::meant;
  if (argument.starts_with(flag)) {
    mode = Mode::as_deployed;
    argument.remove_prefix(std::min(flag.size() + 1, argument.size()));
  }
  std::string text;
  for (const auto& app : outcome.apps) {
    const Recipes* recipes = recipes_of(app->generation(), mode);
    if (recipes == nullptr) continue;
    const Template whole = make_template(*app, *recipes);
    text += argument.empty() ? list(whole) : entry(whole, argument);
  }
  return text.empty() ? "nothing\n" : text;
}

std::string preview_diff(const Outcome& before, const Outcome& after) {
  const auto template_of = [](const Outcome& outcome) {
    const Recipes* recipes =
        outcome.apps.empty() ? nullptr : recipes_of(outcome.apps.front()->generation(), Mode::meant);
    return recipes == nullptr ? Template() : make_template(*outcome.apps.front(), *recipes);
  };
  const Template old = template_of(before);
  const Template now = template_of(after);
  const Difference difference = compare(old, now);
  const auto at = [](const Origin* origin) { return origin == nullptr ? std::string() : " " + place_text(*origin); };
  std::string text = summary(difference) + "\n";
  for (const Warning& warning : difference.warnings)
    text += fmt::format("{} {}{}\n", warning.id, warning.message, at(warning.origin));
  constexpr std::string_view marks = "+~!-";  // in the order of `Change`
  for (const ResourceChange& resource : difference.resources) {
    text += fmt::format("{}{}\n", marks[static_cast<std::size_t>(resource.change)], resource.id);
    for (const PropertyChange& property : resource.properties)
      text += fmt::format("  {}{}\n", property.path, at(property.origin));
  }
  for (const ParameterChange& change : difference.parameters) {
    text += fmt::format("{}parameter {}\n", marks[static_cast<std::size_t>(change.change)],
                        (change.after == nullptr ? change.before : change.after)->id);
  }
  for (const OutputChange& change : difference.outputs) {
    text += fmt::format("{}output {}\n", marks[static_cast<std::size_t>(change.change)],
                        (change.after == nullptr ? change.before : change.after)->id);
  }
  for (const File* file : difference.not_compared) text += fmt::format("not compared: {}\n", relative_path(*file));
  return text;
}

std::string check_templates(const Outcome& outcome) {
  for (const auto& app : outcome.apps) {
    for (const Mode mode : {Mode::meant, Mode::as_deployed}) {
      if (std::string wrong = check_template(*app, mode); !wrong.empty()) return "the template: " + wrong;
    }
  }
  return {};
}

}  // namespace paas::spec
