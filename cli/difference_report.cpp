// What changes in a template, as lines for a terminal, and as JSON.
#include "cli/difference_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/place.h"
#include "cli/preview.h"
#include "core/template/text.h"

namespace paas::cli {

namespace {

using namespace cloudformation;
using Json = nlohmann::ordered_json;

std::string arrow(const Value* before, const Value* after) {
  if (before == nullptr) return in_short(*after) + " (new)";
  if (after == nullptr) return in_short(*before) + " (gone)";
  return in_short(*before) + " -> " + in_short(*after);
}

class TextWriter {
 public:
  explicit TextWriter(const DifferenceReport& report) : report_(report), old_places_(report.old_prefix) {}

  std::string write() {
    for (const Warning& warning : report_.difference.warnings) {
      line("{}{}: {}{}\n", before((warning.change == Change::removed ? old_places_ : places_).of(warning.origin)),
           name_of(warning.danger), warning.id.empty() ? "" : fmt::format("{} ", warning.id), warning.message);
    }
    for (const ResourceChange& resource : report_.difference.resources) write(resource);
    for (const ParameterChange& parameter : report_.difference.parameters) write(parameter);
    for (const OutputChange& output : report_.difference.outputs) write(output);
    for (const NotCompared& file : report_.not_compared) line("{}not compared: {}\n", before(file.place), file.reason);
    line("{}\n", summary(report_.difference));
    return std::move(text_);
  }

 private:
  template <typename... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
  }

  static std::string before(const std::string& place) { return place.empty() ? place : place + ": "; }

  void write(const ResourceChange& resource) {
    const bool is_removed = resource.change == Change::removed;
    line("{}{} {} ({}){}\n", before((is_removed ? old_places_ : places_).of(resource.origin)), name_of(resource.change),
         resource.id, resource.type,
         resource.because.empty() ? "" : fmt::format(", as it refers to {}", resource.because));
    for (const PropertyChange& property : resource.properties) {
      line("  {}{}: {}{}\n", before(places_.of(property.origin)), property.path, arrow(property.before, property.after),
           property.replaces ? " (replaces it)" : "");
    }
  }

  void write(const ParameterChange& change) {
    const auto value = [](const Parameter* parameter) {
      return parameter->value ? Json(*parameter->value).dump(-1, ' ', false, Json::error_handler_t::replace)
                              : "no value";
    };
    const Parameter& one = change.after == nullptr ? *change.before : *change.after;
    const Origin& origin = one.value_origin.file == nullptr ? one.origin : one.value_origin;
    std::string values;
    if (change.change == Change::changed) {
      values = report_.may_show(change) ? fmt::format(": {} -> {}", value(change.before), value(change.after))
                                        : ": another value, which is not shown as it looks like a secret";
    }
    line("{}{} parameter {}{}\n", before((change.after == nullptr ? old_places_ : places_).of(&origin)),
         name_of(change.change), one.id, values);
  }

  void write(const OutputChange& change) {
    const Output& one = change.after == nullptr ? *change.before : *change.after;
    line("{}{} output {}\n", before((change.after == nullptr ? old_places_ : places_).of(one.origin)),
         name_of(change.change), one.id);
  }

  const DifferenceReport& report_;
  Places places_;
  Places old_places_;
  std::string text_;
};

class JsonWriter {
 public:
  explicit JsonWriter(const DifferenceReport& report) : report_(report) {}

  std::string write() {
    Json warnings = Json::array();
    for (const Warning& warning : report_.difference.warnings) {
      warnings.push_back({{"danger", name_of(warning.danger)},
                          {"resource", warning.id.empty() ? Json() : Json(warning.id)},
                          {"message", warning.message},
                          {"place", place(warning.origin)}});
    }
    Json resources = Json::array();
    for (const ResourceChange& resource : report_.difference.resources) resources.push_back(json_of(resource));
    Json parameters = Json::array();
    for (const ParameterChange& change : report_.difference.parameters) {
      const Parameter& one = change.after == nullptr ? *change.before : *change.after;
      const bool is_shown = report_.may_show(change);
      const auto value = [&](const Parameter* side) {
        return is_shown && side != nullptr && side->value ? Json(*side->value) : Json();
      };
      parameters.push_back({{"change", name_of(change.change)},
                            {"id", one.id},
                            {"before", value(change.before)},
                            {"after", value(change.after)},
                            {"place", place(&one.origin)}});
      if (!is_shown) parameters.back()["hidden"] = true;
    }
    Json outputs = Json::array();
    for (const auto& [change, before, after] : report_.difference.outputs) {
      const Output& one = after == nullptr ? *before : *after;
      outputs.push_back({{"change", name_of(change)}, {"id", one.id}, {"place", place(one.origin)}});
    }
    Json not_compared = Json::array();
    for (const NotCompared& file : report_.not_compared)
      not_compared.push_back({{"place", file.place}, {"reason", file.reason}});
    const Json document = {{"before", report_.before},
                           {"after", report_.after},
                           {"summary", summary(report_.difference)},
                           {"warnings", std::move(warnings)},
                           {"resources", std::move(resources)},
                           {"parameters", std::move(parameters)},
                           {"outputs", std::move(outputs)},
                           {"notCompared", std::move(not_compared)}};
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  Json place(const Origin* origin) {
    if (origin == nullptr || origin->file == nullptr) return nullptr;
    const Position position = places_.position(*origin);
    return {{"file", places_.path(*origin->file)}, {"line", position.line}, {"character", position.character}};
  }

  static Json json_of(const Value* value) {
    if (value == nullptr) return nullptr;
    std::string text;
    write_json_line(*value, text);
    return Json::parse(text, nullptr, false);
  }

  Json json_of(const ResourceChange& resource) {
    Json properties = Json::array();
    for (const PropertyChange& property : resource.properties) {
      properties.push_back({{"path", property.path},
                            {"before", json_of(property.before)},
                            {"after", json_of(property.after)},
                            {"replaces", property.replaces},
                            {"place", place(property.origin)}});
    }
    return {{"change", name_of(resource.change)},
            {"id", resource.id},
            {"type", resource.type},
            {"because", resource.because.empty() ? Json() : Json(resource.because)},
            {"place", place(resource.origin)},
            {"properties", std::move(properties)}};
  }

  const DifferenceReport& report_;
  Places places_;
};

}  // namespace

const char* name_of(Change change) {
  switch (change) {
    case Change::added:
      return "added";
    case Change::changed:
      return "changed";
    case Change::replaced:
      return "replaced";
    case Change::removed:
      return "removed";
  }
  return "";
}

const char* name_of(Danger danger) {
  switch (danger) {
    case Danger::data_loss:
      return "data loss";
    case Danger::refused:
      return "refused";
    case Danger::exposed:
      return "public";
    case Danger::wider:
      return "permissions";
    case Danger::limit:
      return "limit";
  }
  return "";
}

const Lines& Places::lines(const File& file) {
  const auto known = lines_.find(&file);
  return known != lines_.end() ? known->second : lines_.emplace(&file, Lines(file.text)).first->second;
}

std::string Places::path(const File& file) const { return prefix_ + relative_to_here(file.path); }

std::string Places::of(const Origin* origin) {
  if (origin == nullptr || origin->file == nullptr) return {};
  const Position position = lines(*origin->file).code_points(origin->range.begin);
  return fmt::format("{}:{}:{}", path(*origin->file), position.line + 1, position.character + 1);
}

std::string write_text(const DifferenceReport& report) { return TextWriter(report).write(); }
std::string write_json(const DifferenceReport& report) { return JsonWriter(report).write(); }

}  // namespace paas::cli
