// Says in Markdown what an item of a completion is.
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/app/shown_value.h"
#include "core/data.h"
#include "core/query/complete.h"
#include "core/query/yaml_text.h"

namespace paas::query {

namespace {

using schema::Json;

std::string paragraph(const std::string& text) { return text.empty() ? text : "\n\n" + text; }

std::string value_text(const Json& value) {
  YamlText text({});
  text.inline_value(value, nullptr);
  return "`" + text.plain() + "`";
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
  if (const auto effect = source->find("x-paas-no-effect"); effect != source->end() && effect->contains("instead"))
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
  const std::string_view kind = symbol.substr(0, symbol.find(':'));
  const std::string_view name = symbol.substr(std::min(symbol.find(':') + 1, symbol.size()));
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
  std::uint32_t index = 0;
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), index);
  if (parsed.ec != std::errc()) return {};
  const FileType* type = generation_of(app, file).type(kind);
  const schema::Subschema* subschema = type == nullptr || !type->schema ? nullptr : type->schema->at(index);
  return subschema == nullptr ? std::string() : describe_schema(*subschema);
}

}  // namespace paas::query
