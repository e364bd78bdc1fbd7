// Completes permissions in two steps, the service and its action: what the code needs first, then what the app uses,
// then what the schema gives as examples.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/aws/aws_calls.h"
#include "core/aws/permission.h"
#include "core/data.h"
#include "core/query/complete_fragment.h"
#include "core/query/meaning.h"
#include "core/schema/keywords.h"

namespace paas::query {

namespace {

using schema::Json;

// The services whose calls cause the events that start the handler: it will want to read there what happened.
std::set<std::string, std::less<>> services_of_event(const File& file) {
  std::set<std::string, std::less<>> services;
  for (const schema::Annotation& annotation : file.annotations) {
    const Json* causes = keyword(*annotation.schema, schema::keywords::caused_by);
    if (causes == nullptr || file.is_wrong(annotation.node)) continue;
    for (const Json& cause : *causes) {
      const std::string& call = cause.get_ref<const std::string&>();
      services.insert(call.substr(0, call.find(':')));
    }
  }
  return services;
}

// `default` and `examples` of the schema that begin with `service:`.
std::vector<std::string_view> examples_of(const schema::Subschema& part, std::string_view service) {
  std::vector<std::string_view> found;
  const auto add = [&](const Json& value) {
    if (!value.is_string()) return;
    const std::string_view text = value.get_ref<const std::string&>();
    if (text.starts_with(service) && text.substr(service.size()).starts_with(':')) found.push_back(text);
  };
  if (const Json* given = keyword(part, "default")) add(*given);
  if (const Json* examples = keyword(part, "examples")) std::for_each(examples->begin(), examples->end(), add);
  return found;
}

}  // namespace

void FragmentCompleter::add_permissions(const schema::Subschema& part, const Frame& frame, const Strings& taken) {
  const Strings lacking = lacking_permissions(taken);
  if (written().find(':') != std::string_view::npos) return add_actions(part, lacking, frame, taken);
  for (const std::string& permission : lacking) {
    const std::optional<std::string> text = scalar_text(permission, frame.in_flow, hole_.quote);
    if (!text) continue;
    Item item{.label = permission, .kind = ItemKind::action, .detail = "the code needs it", .erase = frame.erase};
    item.text = frame.before + *text + frame.after;
    item.documentation = "action:" + permission;
    add(std::move(item), 0);
  }
  add_services(part, frame);
}

// What the code is certain to call and the list does not allow, by its usual name.
FragmentCompleter::Strings FragmentCompleter::lacking_permissions(const Strings& taken) const {
  Strings lacking;
  for (const AwsNeed& need : aws_needs_of(file_.text).required) {
    const bool is_allowed = std::ranges::any_of(need.actions, [&](const std::string& action) {
      return is_always_allowed(action) ||
             std::ranges::any_of(taken, [&](const std::string& pattern) { return covers(pattern, action); });
    });
    if (!is_allowed) lacking.insert(need.actions.front());
  }
  return lacking;
}

// What other handlers list, as far as one looks without waiting.
FragmentCompleter::Strings FragmentCompleter::permissions_of_app(std::string_view service) const {
  constexpr std::size_t most_nodes = 50'000;
  Strings found;
  std::size_t seen = 0;
  for (const Handler& handler : app_.handlers()) {
    const yaml::Document& document = handler.file->document;
    seen += document.size();
    if (seen > most_nodes) break;
    if (handler.file->path == file_.path) continue;
    for (yaml::NodeId node = 0; node < document.size(); ++node) {
      if (document.kind(node) != yaml::Kind::string) continue;
      const std::string_view text = document.text(node);
      if (text.starts_with(service) && text.substr(service.size()).starts_with(':')) found.emplace(text);
    }
  }
  return found;
}

void FragmentCompleter::add_services(const schema::Subschema& part, const Frame& frame) {
  const std::string_view code = file_.text;
  const auto is_named = [&](std::string_view service) {
    return std::ranges::any_of(std::string_view("\"'"), [&](char quote) {
      return code.find(quote + std::string(service) + quote) != std::string_view::npos;
    });
  };
  const Strings of_event = services_of_event(file_);
  const auto add_one = [&](std::string_view service, std::string_view known) {
    const std::string all = std::string(service) + ":*";
    const std::optional<std::string> whole = scalar_text(all, frame.in_flow, hole_.quote);
    if (!whole) return;
    Item item{.label = std::string(service), .kind = ItemKind::service, .erase = frame.erase, .suggest_again = true};
    item.detail = std::string(known);
    item.text = frame.before + *whole + frame.after;
    std::string half = *whole;
    half.replace(half.find('*'), 1, "$0");
    item.snippet = frame.before + half + frame.after;
    item.documentation = "service:" + item.label;
    add(std::move(item), is_named(service) || of_event.contains(service) ? 1
                         : !examples_of(part, service).empty()           ? 2
                                                                         : 3);
  };
  for (const std::string_view service : iam_services()) add_one(service, {});
  for (const std::string& known : app_.settings().permissions)
    add_one(std::string_view(known).substr(0, known.find(':')), "service of the settings");
}

void FragmentCompleter::add_actions(const schema::Subschema& part, const Strings& lacking, const Frame& frame,
                                    const Strings& taken) {
  const std::string_view all = written();
  const std::string_view service = all.substr(0, all.find(':'));
  completion_.replace.begin = hole_.text.begin + static_cast<std::uint32_t>(service.size()) + 1;
  const Strings of_app = permissions_of_app(service);
  const std::vector<std::string_view> examples = examples_of(part, service);
  const auto add_one = [&](std::string_view name, std::string detail) {
    const std::string permission = std::string(service) + ":" + std::string(name);
    if (taken.contains(permission)) return;
    const bool is_needed = lacking.contains(permission);
    const bool is_used = of_app.contains(permission);
    const bool is_example = std::ranges::find(examples, permission) != examples.end();
    if (is_needed || is_used)
      detail += std::string(detail.empty() ? "" : ", ") + (is_needed ? "the code needs it" : "used in this app");
    Item item{.label = std::string(name), .kind = ItemKind::action, .detail = std::move(detail)};
    item.text = item.label + frame.after;
    item.documentation = "action:" + permission;
    add(std::move(item), is_needed ? 0 : is_used ? 1 : is_example ? 2 : name == "*" ? 4 : 3);
  };
  const IamActions actions = iam_actions(service);
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const IamAction action = actions[i];
    add_one(action.name, std::string(action.access_level));
  }
  for (const std::string& known : app_.settings().permissions) {
    if (known.starts_with(std::string(service) + ":")) add_one(std::string_view(known).substr(service.size() + 1), "");
  }
  if (!actions.empty()) add_one("*", "all actions");
}

}  // namespace paas::query
