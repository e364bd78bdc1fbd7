// Says what a value of a fragment means, and what the fragment as a whole is.
#include <fmt/format.h>

#include <algorithm>

#include "core/query/choices.h"
#include "core/query/describe.h"
#include "core/query/force.h"
#include "core/query/made.h"
#include "core/query/markdown.h"
#include "core/query/permission.h"
#include "core/query/rate.h"
#include "core/schema/keywords.h"
#include "core/schema/wording.h"

namespace paas::query {

namespace {

using schema::Json;
using schema::Subschema;

// What the mapping is called by the branch that it takes: `worker`, not `handler`.
std::string_view innermost(const Subschemas& subschemas, const char* name) {
  std::string_view text;
  for (const Subschema* subschema : subschemas) {
    if (const std::string_view own = text_of(*subschema, name); !own.empty()) text = own;
  }
  return text;
}

std::string_view without_stop(std::string_view sentence) {
  return sentence.ends_with('.') ? sentence.substr(0, sentence.size() - 1) : sentence;
}

std::string in_force(const Meanings& meanings, yaml::NodeId body) {
  std::string text;
  for (const InForce& value : values_in_force(meanings, body, true)) {
    if (text.empty()) text = "In force:";
    text += fmt::format("\n- {}: {}", code_span(value.path), code_span(value.value));
    if (!value.no_effect.empty()) {
      text += fmt::format(", whatever is written: {}", prose(value.no_effect));
    } else if (value.is_default) {
      text += " (default)";
    }
    if (!value.meaning.empty()) text += ", " + prose(without_stop(value.meaning));
  }
  return text;
}

std::string made(const App& app, const File& file) {
  if (const std::string_view why = why_dropped(app, file); !why.empty())
    return fmt::format("Nothing is made for it: {}.", prose(why));
  const std::vector<std::string> ids = ids_made_for(app, file);
  if (ids.empty()) return {};
  const Handler* handler = app.handler_of(file);
  return fmt::format("Made for it, under the name {}: {}.", code_span(handler->name_space), code_spans(ids));
}

std::string limits_text(const App& app) {
  if (!app.generation().is_built_in() || app.generation().made_kinds().empty()) return {};
  const Limits& limits = app.limits();
  const std::size_t handlers = app.handlers().size();
  return fmt::format("{} handler{}. The template has {} of {} resources, {} of {} parameters and {} of {} outputs.",
                     handlers, handlers == 1 ? "" : "s", limits.resources.count, limits.resources.limit,
                     limits.parameters.count, limits.parameters.limit, limits.outputs.count, limits.outputs.limit);
}

class ValueDescriber {
 public:
  ValueDescriber(const App& app, const Meanings& meanings, const Spot& spot)
      : app_(app),
        meanings_(meanings),
        spot_(spot),
        subschemas_(meanings.of(spot.node)),
        text_(meanings.document().text(spot.node)) {}

  std::string run(bool is_name) const {
    if (means(subschemas_, "permission")) return permission();
    if (means(subschemas_, "path")) return route();
    if (means(subschemas_, "rate")) return rate();
    const std::vector<Choice> choices = choices_of(meanings_, spot_);
    if (!choices.empty() && choices.front().is_current && !choices.front().meaning.empty())
      return choice(choices.front());
    if (is_name) return {};
    if (spot_.key != yaml::no_node) return describe_key(meanings_, spot_);
    return item();
  }

 private:
  std::string permission() const {
    std::string text = describe_permission(text_);
    if (text.empty()) return item();
    const std::string url = url_of_permission(text_of(subschemas_, schema::keywords::link), text_);
    if (!url.empty())
      add_paragraph(text, fmt::format("[Actions of {}]({})", code_span(text_.substr(0, text_.find(':'))), url));
    return text;
  }

  std::string route() const {
    std::string_view path = text_;
    while (path.starts_with('/')) path.remove_prefix(1);
    std::string text = fmt::format("**{}**", code_span(fmt::format("{} /{}", method(), path)));
    add_paragraph(text, prose(text_of(subschemas_, "description")));
    add_paragraph(text, made(app_, meanings_.file()));
    return text;
  }

  // The method that stands beside the path.
  std::string_view method() const {
    for (const schema::Annotation& annotation : meanings_.annotations()) {
      if (text_of(*annotation.schema, schema::keywords::value) == "method")
        return meanings_.document().text(annotation.node);
    }
    return {};
  }

  std::string rate() const {
    const std::optional<double> calls = calls_per_day(text_);
    std::string text = fmt::format("**{}**", code_span(text_));
    if (calls && *calls >= 1) {
      text += fmt::format(" {:.0f} × a day", *calls);
    } else if (calls) {
      text += fmt::format(" once in {:.0f} days", 1 / *calls);
    }
    add_paragraph(text, prose(text_of(subschemas_, "description")));
    return text;
  }

  std::string choice(const Choice& current) const {
    std::string text = fmt::format("**{}**", code_span(schema::text_of(*current.value)));
    add_paragraph(text, prose(current.meaning));
    if (const Json* inserted = keyword(subschemas_, schema::keywords::inserts)) {
      std::string fence = yaml_fence("pattern", *inserted);
      add_paragraph(text, "What the deployer adds:\n" + fence);
    }
    if (const std::string_view link = text_of(subschemas_, schema::keywords::link); !link.empty())
      add_paragraph(text, fmt::format("[Documentation]({})", link));
    // The value that says what is made says what the handler is.
    const yaml::NodeId mapping = spot_.key == yaml::no_node ? yaml::no_node : meanings_.mapping_around(spot_.key);
    if (mapping != yaml::no_node && names_what_is_made(app_, subschemas_)) {
      add_paragraph(text, in_force(meanings_, mapping));
      add_paragraph(text, made(app_, meanings_.file()));
    }
    return text;
  }

  std::string item() const {
    std::string text = fmt::format("**{}**", code_span(written(meanings_.file(), spot_.node)));
    add_paragraph(text, prose(text_of(subschemas_, "description")));
    if (const Json* known = keyword(subschemas_, schema::keywords::known)) {
      std::vector<std::string> values;
      for (const Json& value : *known) values.push_back(schema::text_of(value));
      add_paragraph(text, fmt::format("Values that occur: {}.", code_spans(values)));
    }
    return text;
  }

  const App& app_;
  const Meanings& meanings_;
  const Spot& spot_;
  const Subschemas subschemas_;
  const std::string_view text_;
};

}  // namespace

std::string describe_value(const App& app, const Meanings& meanings, const Spot& spot, bool is_name) {
  return ValueDescriber(app, meanings, spot).run(is_name);
}

std::string describe_fragment(const App& app, const Meanings& meanings, yaml::NodeId body) {
  const Subschemas subschemas = meanings.of(body);
  const File& file = meanings.file();
  const std::string_view title = innermost(subschemas, "title");
  if (title.empty()) return {};
  const Handler* handler = app.handler_of(file);
  std::string text = fmt::format("**{}**", prose(title));
  if (handler != nullptr && !handler->name_space.empty()) text += " " + code_span(handler->name_space);
  add_paragraph(text, prose(innermost(subschemas, "description")));
  add_paragraph(text, in_force(meanings, body));
  if (handler == nullptr) {
    if (&file == app.root()) add_paragraph(text, limits_text(app));
    return text;
  }
  add_paragraph(text, made(app, file));
  return text;
}

}  // namespace paas::query
