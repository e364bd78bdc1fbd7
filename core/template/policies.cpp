// Compares what policies allow: pairs of an action and of what it is allowed on, or to whom.
#include "core/template/policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/data.h"
#include "core/schema/wording.h"
#include "core/template/difference.h"
#include "core/template/text.h"
#include "core/text/characters.h"

namespace paas::cloudformation {

namespace {

constexpr std::size_t max_pairs = 4096;         // of a statement
constexpr std::size_t max_matches = 1'000'000;  // beyond, what is not literally the same counts as more

/// Each value of a list, or the only one.
std::vector<const Value*> each_of(const Value* value) {
  if (value == nullptr) return {};
  if (value->kind == Kind::list) return {value->items.begin(), value->items.end()};
  return {value};
}

std::string text_of(const Value* value) {
  if (value == nullptr) return {};
  if (value->kind == Kind::string) return std::string(value->text);
  std::string text;
  write_json_line(*value, text);
  return text;
}

bool is_pattern(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

/// Something that a policy speaks about: a resource, or who may take on a role.
struct Object {
  std::string text;
  std::string shown;
};

std::vector<Object> objects_of(const Value& statement) {
  std::vector<Object> objects;
  for (const Value* resource : each_of(find(statement, "Resource")))
    objects.push_back({text_of(resource), "on " + schema::code(in_short(*resource))});
  const Value* principal = find(statement, "Principal");
  if (principal != nullptr && principal->kind == Kind::map) {
    for (const Member& kind : principal->members) {
      for (const Value* who : each_of(kind.value))
        objects.push_back({fmt::format("{} {}", kind.key, text_of(who)), "to " + schema::code(in_short(*who))});
    }
  } else if (principal != nullptr) {
    objects.push_back({fmt::format("AWS {}", text_of(principal)), "to " + schema::code(in_short(*principal))});
  }
  if (objects.empty()) objects.push_back({"", ""});
  return objects;
}

bool is_everyone(std::string_view object) { return object == "*" || object == "AWS *"; }

bool is_inverted(const Value& statement) {
  return std::ranges::any_of(statement.members, [](const Member& member) { return member.key.starts_with("Not"); });
}

/// A statement with `NotAction` and its kin, or with more pairs than anyone writes, is compared as a whole.
bool is_compared_whole(const Value& statement, const std::vector<Object>& objects) {
  return is_inverted(statement) || each_of(find(statement, "Action")).size() * objects.size() > max_pairs;
}

std::vector<const Value*> statements_of(const Value* policies) {
  std::vector<const Value*> statements;
  for (const Value* policy : each_of(policies)) {
    const Value* document = find(*policy, "PolicyDocument");
    for (const Value* statement : each_of(find(document == nullptr ? *policy : *document, "Statement")))
      statements.push_back(statement);
  }
  return statements;
}

/// A pair without its condition is allowed whatever the condition.
std::string key_of(std::string_view action, std::string_view object, std::string_view condition) {
  return fmt::format("{}\n{}\n{}", to_lower(action), object, condition);
}

class Allowed {
 public:
  explicit Allowed(const Value* policies) {
    for (const Value* statement : statements_of(policies)) {
      if (text_of(find(*statement, "Effect")) != "Allow") continue;
      const std::vector<Object> objects = objects_of(*statement);
      if (is_compared_whole(*statement, objects)) {
        literal_.insert(text_of(statement));
        continue;
      }
      const std::string condition = text_of(find(*statement, "Condition"));
      for (const Value* value : each_of(find(*statement, "Action"))) {
        const std::string action = text_of(value);
        for (const Object& object : objects) {
          literal_.insert(key_of(action, object.text, condition));
          if (is_pattern(action) || is_pattern(object.text))
            patterns_.push_back({to_lower(action), object.text, condition});
        }
      }
    }
  }

  bool has_statement(const Value& statement) const { return literal_.contains(text_of(&statement)); }

  bool covers(std::string_view action, std::string_view object, std::string_view condition) {
    if (literal_.contains(key_of(action, object, condition)) || literal_.contains(key_of(action, object, "")))
      return true;
    const std::string low = to_lower(action);
    return std::ranges::any_of(patterns_, [&](const Pattern& pattern) {
      if (++matches_ > max_matches) return false;
      if (!pattern.condition.empty() && pattern.condition != condition) return false;
      return iam_pattern_matches(pattern.action, low) && iam_pattern_matches(pattern.object, object);
    });
  }

 private:
  struct Pattern {
    std::string action;
    std::string object;
    std::string condition;
  };
  std::unordered_set<std::string> literal_;
  std::vector<Pattern> patterns_;
  std::size_t matches_ = 0;
};

class Comparison {
 public:
  Comparison(const Value* before, bool only_wildcards) : allowed_(before), only_wildcards_(only_wildcards) {}

  void add(const Value& statement, const Origin* origin) {
    if (text_of(find(statement, "Effect")) != "Allow") return;
    const std::vector<Object> objects = objects_of(statement);
    if (is_compared_whole(statement, objects)) {
      const bool is_new = !only_wildcards_ || is_inverted(statement);
      if (is_new && !allowed_.has_statement(statement)) {
        const char* what = is_inverted(statement) ? "all but what a statement names" : "what a statement names";
        found_.push_back({what, origin});
      }
      return;
    }
    const std::string condition = text_of(find(statement, "Condition"));
    for (const Object& object : objects) {
      std::vector<std::string> actions;
      const Origin* place = nullptr;
      for (const Value* value : each_of(find(statement, "Action"))) {
        const std::string action = text_of(value);
        if (only_wildcards_ && !is_pattern(action) && !(object.shown.starts_with("to ") && is_everyone(object.text)))
          continue;
        if (allowed_.covers(action, object.text, condition)) continue;
        actions.push_back(action);
        if (place == nullptr) place = value->origin;
      }
      if (!actions.empty())
        found_.push_back(
            {fmt::format("{} {}", schema::code_list(actions, "and"), object.shown), place == nullptr ? origin : place});
    }
  }

  std::vector<Widening> take() { return std::move(found_); }

 private:
  Allowed allowed_;
  bool only_wildcards_;
  std::vector<Widening> found_;
};

std::vector<std::string> denials(const Value* policies) {
  std::vector<std::string> texts;
  for (const Value* statement : statements_of(policies)) {
    if (text_of(find(*statement, "Effect")) == "Deny") texts.push_back(text_of(statement));
  }
  std::ranges::sort(texts);
  return texts;
}

}  // namespace

std::vector<Widening> widenings(const Value* before, const Value& after, const Origin* origin, bool only_wildcards) {
  Comparison comparison(before, only_wildcards);
  for (const Value* statement : statements_of(&after))
    comparison.add(*statement, statement->origin == nullptr ? origin : statement->origin);
  std::vector<Widening> found = comparison.take();
  const std::vector<std::string> now = denials(&after);
  for (const std::string& denied : denials(before)) {
    if (!std::ranges::binary_search(now, denied)) found.push_back({"what a statement denied", origin});
  }
  return found;
}

}  // namespace paas::cloudformation
