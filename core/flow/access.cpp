// Brings together what code reads from its environment, what it calls, and what starts it.
#include "core/flow/access.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/aws/permission.h"
#include "core/data.h"
#include "core/schema/keywords.h"

namespace paas::flow {

namespace {

using python::ArgumentKind;
using python::AwsArgument;

// Every permission is compared with every action.
constexpr std::size_t max_permissions = 200;

bool is_reading(std::string_view action) {
  const std::size_t colon = action.find(':');
  const auto known = find_iam_action(action.substr(0, colon), action.substr(colon + 1));
  return known && (known->access_level == "Read" || known->access_level == "List");
}

bool reads_environment(const File& file, const Occurrence& occurrence) {
  return occurrence.node == yaml::no_node && !occurrence.use->defines() && file.kind != FileKind::environment;
}

std::vector<yaml::NodeId> permissions_of(const File& file) {
  std::vector<yaml::NodeId> nodes;
  for (const schema::Annotation& annotation : file.annotations) {
    const auto value = annotation.schema->source->find(schema::keywords::value);
    if (value == annotation.schema->source->end() || *value != "permission") continue;
    if (file.document.kind(annotation.node) != yaml::Kind::string || file.is_wrong(annotation.node)) continue;
    nodes.push_back(annotation.node);
  }
  return nodes;
}

// The argument by which a call gives a field, `Key` or `Key.pk`; nullptr if it is not seen.
const AwsArgument* find_argument(const Change& change, std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  const std::string_view entry = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  const auto found = std::ranges::find_if(
      change.arguments, [&](const AwsArgument& argument) { return argument.name == name && argument.entry == entry; });
  return found == change.arguments.end() ? nullptr : &*found;
}

// Whether a value that the pattern lists matches the argument without a doubt.
bool matches(const yaml::Document& document, yaml::NodeId value, const AwsArgument& argument) {
  if (document.kind(value) == yaml::Kind::string)
    return argument.kind == ArgumentKind::text && argument.text == document.text(value);
  const yaml::NodeId prefix = document.find(value, "prefix");
  if (prefix != yaml::no_node && document.kind(prefix) == yaml::Kind::string)
    return argument.kind != ArgumentKind::variable && argument.text.starts_with(document.text(prefix));
  const yaml::NodeId suffix = document.find(value, "suffix");
  return suffix != yaml::no_node && document.kind(suffix) == yaml::Kind::string &&
         argument.kind == ArgumentKind::text && argument.text.ends_with(document.text(suffix));
}

bool is_given(const yaml::Document& document, const Field& field, const Change& change) {
  return std::ranges::any_of(field.given_as, [&](const std::string& path) {
    const AwsArgument* argument = find_argument(change, path);
    if (argument == nullptr) return false;
    // What the event itself has there matched before.
    if (argument->kind == ArgumentKind::item) return argument->keys == field.keys;
    for (std::uint32_t i = 0; i < document.item_count(field.values); ++i) {
      if (matches(document, document.item(field.values, i), *argument)) return true;
    }
    return false;
  });
}

bool makes_event(const Trigger& trigger, std::string_view action) {
  return std::ranges::find(trigger.actions, action) != trigger.actions.end();
}

// A call that gives `Key.pk` has `pk` in the code around the fragment; an argument may come without its name.
bool may_be_given(const File& file, const Field& field) {
  const std::string_view text = file.text;
  const std::string_view before = text.substr(0, file.fragment.range.begin);
  const std::string_view behind = text.substr(file.fragment.range.end);
  return std::ranges::any_of(field.given_as, [&](const std::string& path) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string::npos) return true;
    const std::string_view word = std::string_view(path).substr(dot + 1);
    return behind.find(word) != std::string_view::npos || before.find(word) != std::string_view::npos;
  });
}

// Nothing is concluded from words that are not there.
bool may_have_loop(const File& file, const std::vector<Trigger>& triggers, const std::vector<Access>& accesses) {
  if (triggers.empty() || accesses.empty()) return false;
  const auto is_conceivable = [&](const Trigger& trigger) {
    if (trigger.is_vague || trigger.actions.empty()) return false;
    const bool is_read =
        std::ranges::any_of(accesses, [&](const Access& access) { return access.symbol == trigger.symbol; });
    if (!is_read) return false;
    if (!std::ranges::all_of(trigger.fields, [&](const Field& field) { return may_be_given(file, field); }))
      return false;
    const std::optional<AwsNeeds> needs = conceivable_aws_needs(file.text);
    if (!needs) return true;
    const std::vector<yaml::NodeId> permissions = permissions_of(file);
    return permissions.size() > max_permissions || std::ranges::any_of(trigger.actions, [&](const std::string& action) {
             return needs->use(action) || std::ranges::any_of(permissions, [&](yaml::NodeId node) {
                      return covers(file.document.text(node), action);
                    });
           });
  };
  return std::ranges::any_of(triggers, is_conceivable);
}

std::optional<Loop> seen_loop(const File& file, const Trigger& trigger, const Behaviour& behaviour) {
  for (const Change& change : behaviour.changes) {
    if (change.symbol != trigger.symbol) continue;
    const bool fits =
        std::ranges::all_of(trigger.fields, [&](const Field& field) { return is_given(file.document, field, change); });
    if (!fits) continue;
    for (const std::string& action : trigger.actions) {
      if (std::ranges::find(change.actions, action) == change.actions.end()) continue;
      return Loop{trigger.symbol, trigger.node, change.range, action, true, yaml::no_node};
    }
  }
  return std::nullopt;
}

// A permission that no call needs that is seen, while some are not.
std::optional<Loop> allowed_loop(const File& file, const Trigger& trigger, const Behaviour& behaviour) {
  if (!behaviour.has_more || !trigger.fields.empty()) return std::nullopt;
  const auto access = std::ranges::find(behaviour.accesses, trigger.symbol, &Access::symbol);
  if (access == behaviour.accesses.end()) return std::nullopt;
  const std::vector<yaml::NodeId> permissions = permissions_of(file);
  if (permissions.size() > max_permissions) return std::nullopt;
  for (const yaml::NodeId node : permissions) {
    const std::string_view permission = file.document.text(node);
    if (behaviour.needs.use(permission)) continue;
    for (const std::string& action : trigger.actions) {
      if (covers(permission, action)) return Loop{trigger.symbol, trigger.node, access->range, action, false, node};
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_set_off(const Trigger& trigger, std::string_view action) {
  return !trigger.is_vague && trigger.fields.empty() && makes_event(trigger, action);
}

std::vector<Access> accesses_of(const App& app, const File& file) {
  std::vector<Access> accesses;
  std::unordered_map<std::string_view, std::size_t> known;
  for (const Occurrence& occurrence : file.occurrences) {
    if (!reads_environment(file, occurrence) || !app.is_live(*occurrence.use)) continue;
    if (!known.try_emplace(occurrence.symbol, accesses.size()).second) continue;
    accesses.push_back({occurrence.symbol, slice(file.text, occurrence.range), occurrence.range});
  }
  return accesses;
}

Behaviour behaviour_of(const App& app, const File& file) {
  Behaviour behaviour;
  behaviour.accesses = accesses_of(app, file);
  if (behaviour.accesses.empty()) return behaviour;
  behaviour.needs = aws_needs_of(file.text);
  behaviour.has_more = behaviour.needs.parsed && !behaviour.needs.complete;
  std::unordered_map<std::string_view, Access*> by_variable;
  for (Access& access : behaviour.accesses) by_variable.emplace(access.variable, &access);
  for (const AwsCall& call : behaviour.needs.calls) {
    const bool reads = std::ranges::any_of(call.actions, is_reading);
    const bool writes = !std::ranges::all_of(call.actions, is_reading);
    for (const std::string_view variable : call.variables) {
      const auto found = by_variable.find(variable);
      if (found == by_variable.end()) continue;
      found->second->reads |= reads;
      found->second->writes |= writes;
      if (writes) behaviour.changes.push_back({found->second->symbol, call.range, call.actions, call.arguments});
    }
  }
  return behaviour;
}

std::vector<Loop> loops_of(const App& app, const File& file) {
  const std::vector<Trigger> triggers = triggers_of(app, file);
  if (triggers.empty() || !may_have_loop(file, triggers, accesses_of(app, file))) return {};
  return loops_of(file, triggers, behaviour_of(app, file));
}

std::vector<Loop> loops_of(const File& file, const std::vector<Trigger>& triggers, const Behaviour& behaviour) {
  std::vector<Loop> loops;
  for (const Trigger& trigger : triggers) {
    if (trigger.is_vague) continue;
    std::optional<Loop> loop = seen_loop(file, trigger, behaviour);
    if (!loop) loop = allowed_loop(file, trigger, behaviour);
    if (loop) loops.push_back(*loop);
  }
  return loops;
}

}  // namespace paas::flow
