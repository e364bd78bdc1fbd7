// Says in Markdown what an item of a completion is.
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/app/shown_value.h"
#include "core/app/symbol.h"
#include "core/data.h"
#include "core/query/complete.h"
#include "core/query/yaml_text.h"
#include "core/schema/keywords.h"

namespace paas::query {

namespace {

using schema::Json;

std::string paragraph(const std::string& text) { return text.empty() ? text : "\n\n" + text; }

std::string value_text(const Json& value) {
  YamlText text({});
  text.inline_value(value, nullptr);
  return "`" + text.plain() + "`";
}

// One of the constants of a schema: what describes a single one describes the value.
std::string describe_constant(const schema::Subschema& subschema, std::string_view value) {
  const Json* source = schema::target_of(subschema).source;
  std::string text = fmt::format("**{}**", value);
  if (source->is_object() && source->contains("description"))
    text += paragraph(source->at("description").get<std::string>());
  return text;
}

// A key each value of which makes something else of the mapping around it.
std::string describe_choices(const std::vector<const schema::Subschema*>& choices, std::string_view key) {
  std::string text = fmt::format("**{}** a choice\n", key);
  for (const schema::Subschema* choice : choices) {
    const Json* source = schema::target_of(*choice).source;
    const auto constants = schema::constants_of(*choice);
    if (!source->is_object() || !constants || constants->size() != 1) continue;
    text += fmt::format("\n- {}", value_text(*constants->front()));
    if (source->contains("description")) text += ": " + source->at("description").get<std::string>();
  }
  return text;
}

std::string describe_schema(const schema::Subschema& subschema) {
  const Json* source = schema::target_of(subschema).source;
  if (!source->is_object()) return {};
  std::string text;
  if (source->contains("title")) text = fmt::format("**{}**", source->at("title").get<std::string>());
  if (source->contains("description"))
    text += (text.empty() ? "" : "\n\n") + source->at("description").get<std::string>();
  std::string facts;
  const auto add = [&](const char* key, std::string_view title) {
    if (source->contains(key))
      facts += fmt::format("{}{} {}", facts.empty() ? "" : ", ", title, value_text(source->at(key)));
  };
  add("minimum", "at least");
  add("maximum", "at most");
  add("default", "default");
  if (const auto examples = source->find("examples"); examples != source->end() && !examples->empty())
    facts += fmt::format("{}for example {}", facts.empty() ? "" : ", ", value_text(examples->front()));
  if (!facts.empty()) facts.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(facts.front())));
  text += paragraph(facts.empty() ? facts : facts + ".");
  if (const auto effect = source->find(schema::keywords::no_effect);
      effect != source->end() && effect->contains("instead"))
    text += paragraph("Has no effect: " + effect->at("instead").get<std::string>() + ".");
  return text;
}

std::string describe_service(std::string_view service) {
  const std::size_t count = iam_actions(service).size();
  return fmt::format("**{}** has {} {}.", service, count, count == 1 ? "action" : "actions");
}

std::string describe_action(std::string_view permission) {
  const std::size_t colon = permission.find(':');
  const std::string_view service = permission.substr(0, colon);
  const std::string_view name = permission.substr(std::min(colon + 1, permission.size()));
  if (name == "*") return fmt::format("**{}**\n\nEvery action of `{}`.", permission, service);
  const std::optional<IamAction> action = find_iam_action(service, name);
  if (!action) return {};
  return fmt::format("**{}**\n\n{}.\n\nAccess level: {}.", permission, action->description, action->access_level);
}

std::string describe_name(const App& app, std::string_view symbol) {
  const std::string_view kind = symbol_kind(symbol);
  const std::string_view name = symbol_name(symbol);
  const Kind* known = app.generation().kind(kind);
  std::string text = fmt::format("**{}** `{}`", app.generation().title_of_kind(kind), name);
  if (known != nullptr) text += paragraph(known->description);
  if (const Variable* variable = app.variable(symbol); variable != nullptr && variable->value_known) {
    text += paragraph(may_show(*variable) ? fmt::format("`{}` is `{}`.", variable->name, variable->value)
                                          : fmt::format("`{}` is set; its value is not shown.", variable->name));
  }
  return text;
}

}  // namespace

std::string documentation(const App& app, const File& file, std::string_view item) {
  const std::size_t colon = item.find(':');
  const std::string_view topic = item.substr(0, colon);
  const std::string_view rest = item.substr(std::min(colon + 1, item.size()));
  if (topic == "service") return describe_service(rest);
  if (topic == "action") return describe_action(rest);
  if (topic == "name") return describe_name(app, rest);
  const FileKind kind = topic == "root" ? FileKind::root : FileKind::handler;
  const FileType* type = generation_of(app, file).type(kind);
  if (type == nullptr || !type->schema) return {};
  const std::size_t equals = rest.find('=');
  std::vector<const schema::Subschema*> schemas;
  for (std::string_view numbers = rest.substr(0, equals); !numbers.empty();) {
    std::uint32_t index = 0;
    const auto parsed = std::from_chars(numbers.data(), numbers.data() + numbers.size(), index);
    const schema::Subschema* subschema = parsed.ec == std::errc() ? type->schema->at(index) : nullptr;
    if (subschema == nullptr) return {};
    schemas.push_back(subschema);
    numbers.remove_prefix(std::min<std::size_t>(parsed.ptr - numbers.data() + 1, numbers.size()));
  }
  if (schemas.empty()) return {};
  const std::string_view name = equals == std::string_view::npos ? std::string_view() : rest.substr(equals + 1);
  if (schemas.size() > 1) return describe_choices(schemas, name);
  return name.empty() ? describe_schema(*schemas.front()) : describe_constant(*schemas.front(), name);
}

}  // namespace paas::query
