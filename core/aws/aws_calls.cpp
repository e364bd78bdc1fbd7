// Reads chains of names such as `.Table("orders").put_item(...)` by the tables of boto3.cpp.
#include "core/aws/aws_calls.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/aws/permission.h"
#include "core/text/characters.h"

namespace paas {

namespace {

using python::ArgumentKind;
using python::AwsArgument;
using python::AwsExpression;
using python::AwsStep;

// Methods with arguments that are often given without their names.
struct Positions {
  std::string_view method;
  bool is_first;  // behind the client or the resource itself
  bool is_resource;
  std::array<std::string_view, 3> names;
};
constexpr auto positions = std::to_array<Positions>({
    {"Object", false, true, {"Key"}},
    {"Object", true, true, {"Bucket", "Key"}},
    {"upload_file", false, true, {"Filename", "Key"}},
    {"upload_file", true, false, {"Filename", "Bucket", "Key"}},
    {"upload_fileobj", false, true, {"Fileobj", "Key"}},
    {"upload_fileobj", true, false, {"Fileobj", "Bucket", "Key"}},
});

// Of all calls of a file together; beyond them, it is not known what calls are about.
constexpr std::size_t max_arguments = 20'000;

// Whether an argument of this name says which thing is meant: `TableName`, `QueueUrl`; not `MessageBody`.
bool names_thing(std::string_view argument) {
  constexpr auto ends = std::to_array<std::string_view>({"Arn", "Bucket", "Id", "Name", "Url", "_name"});
  return std::ranges::any_of(ends, [&](std::string_view end) { return argument.ends_with(end); });
}

// `Table`, `Bucket`: what makes a thing of its name.
bool is_maker(std::string_view name) { return !name.empty() && name.front() >= 'A' && name.front() <= 'Z'; }

// Walks the steps of one expression from type to type.
class Interpreter {
 public:
  explicit Interpreter(AwsNeeds& needs) : needs_(needs) {}

  void read(const AwsExpression& expression) {
    client_ = expression.service;
    is_client_ = !expression.is_resource;
    type_ = expression.service;
    is_data_ = false;
    is_meta_ = false;
    expression_ = &expression;
    note_service();
    for (std::size_t index = 0; index < expression.steps.size() && !is_data_; ++index) {
      const bool is_here = index >= expression.begin;
      if (!(is_client_ ? read_client(expression.steps[index], is_here)
                       : read_resource(expression.steps[index], is_here))) {
        needs_.complete = false;
        return;
      }
    }
    // A client or a resource that is handed on may be called anywhere.
    if (expression.escapes && !is_data_) needs_.complete = false;
  }

 private:
  void note_service() {
    const std::string_view service = iam_service_of_client(client_);
    if (!is_self_contained(service)) needs_.complete = false;
  }

  bool read_client(const AwsStep& step, bool is_here) {
    is_data_ = true;
    const bool is_local_attribute = step.name == "meta" || step.name == "exceptions";
    if (!step.called) {
      if (!is_local_attribute) needs_.complete = false;  // a method that is handed on
      return true;
    }
    if (is_local_attribute) return false;
    if (step.name == "generate_presigned_url") {
      // Nothing is called; whoever uses the address does it with the function's permissions.
      const std::optional<Needs> needs = needs_of_client(client_, step.argument);
      if (!needs) return false;
      needs_.add_possible(*needs);
      return true;
    }
    std::string name(step.name);
    if (step.name == "get_paginator" || step.name == "get_waiter") {
      if (step.argument.empty()) return false;
      name = (step.name == "get_waiter" ? "waiter:" : "") + std::string(step.argument);
    }
    const std::optional<Needs> needs = needs_of_client(client_, name);
    if (needs && is_here) add(*needs, step);
    return needs.has_value();
  }

  bool read_resource(const AwsStep& step, bool is_here) {
    if (step.name == "meta") {
      is_meta_ = !step.called;
      return is_meta_;
    }
    if (is_meta_) {
      is_client_ = step.name == "client" && !step.called;
      is_meta_ = false;
      return is_client_;
    }
    const ResourceMember* member = find_resource_member(type_, step.name);
    if (member == nullptr) return false;
    if (is_here) add(needs_of(*member), step);
    type_ = member->result;
    is_data_ = member->result.empty();
    return true;
  }

  void add(const Needs& needs, const AwsStep& step) {
    needs_.add(needs, step.range);
    if (!step.called || needs.required.empty()) return;
    AwsCall call{step.range, {}, {}, {}};
    for (const Alternatives& one : needs.required) call.actions.push_back(one.front());
    for (const AwsStep& each : expression_->steps) add_arguments(each, call);
    needs_.calls.push_back(std::move(call));
  }

  // Those of the steps before it say which thing is meant, those of a paginator's step behind it, too.
  void add_arguments(const AwsStep& step, AwsCall& call) {
    const bool is_first = &step == &expression_->steps.front();
    const auto known = std::ranges::find_if(positions, [&](const Positions& one) {
      return one.method == step.name && one.is_first == is_first && one.is_resource == expression_->is_resource;
    });
    if (step.arguments == nullptr || kept_ >= max_arguments) return;
    for (AwsArgument argument : *step.arguments) {
      const bool is_positional = argument.name.empty() && argument.entry.empty();
      const bool is_named_here = known != positions.end() && argument.position < known->names.size();
      if (is_positional && is_named_here) argument.name = known->names[argument.position];
      const bool is_meant = names_thing(argument.name) || (is_positional && is_maker(step.name));
      if (argument.kind == ArgumentKind::variable && argument.entry.empty() && is_meant)
        call.variables.push_back(argument.text);
      call.arguments.push_back(std::move(argument));
      ++kept_;
    }
  }

  AwsNeeds& needs_;
  const AwsExpression* expression_ = nullptr;
  std::size_t kept_ = 0;
  std::string_view client_;
  std::string_view type_;
  bool is_client_ = false;
  bool is_data_ = false;
  bool is_meta_ = false;
};

// Every word is looked up for every client.
constexpr std::size_t max_words = 2'000;
constexpr std::size_t max_clients = 50;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\\'; }
bool is_service(char c) { return is_word(c) || c == '-'; }

struct Words {
  std::vector<std::string_view> strings;  // of one word, where an argument may stand
  std::vector<std::string_view> names;    // behind a dot
};

void sort_once(std::vector<std::string_view>& words) {
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

// Whether a string that begins at a quote may be an argument: it stands behind `(`, `=` or the beginning of its line.
bool may_be_argument(std::string_view text, std::size_t quote) {
  while (quote > 0 && is_blank(text[quote - 1])) --quote;
  return quote > 0 && std::string_view("(=\n").find(text[quote - 1]) != std::string_view::npos;
}

std::size_t end_of(bool (*belongs)(char), std::string_view text, std::size_t at) {
  while (at < text.size() && belongs(text[at])) ++at;
  return at;
}

Words words_of(std::string_view text) {
  Words words;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '.') {
      const std::size_t begin = end_of(is_blank, text, at + 1);  // a line may be broken before the name
      at = end_of(is_word, text, begin);
      if (at > begin) words.names.push_back(text.substr(begin, at - begin));
    } else if (c == '"' || c == '\'') {
      const std::size_t end = end_of(is_service, text, at + 1);
      const bool is_whole = end > at + 1 && end < text.size() && text[end] == c;
      if (is_whole && may_be_argument(text, at)) words.strings.push_back(text.substr(at + 1, end - at - 1));
      at = end;  // the quote behind a string may begin the next one
    } else {
      ++at;
    }
  }
  sort_once(words.strings);
  sort_once(words.names);
  return words;
}

bool has(const std::vector<std::string_view>& words, std::string_view word) {
  return std::ranges::binary_search(words, word);
}

void add(AwsNeeds& needs, const std::optional<Needs>& more) {
  if (more) needs.add(*more, {});
}

void add_client(AwsNeeds& needs, std::string_view client, const Words& words) {
  for (const std::string_view name : words.names) add(needs, needs_of_client(client, name));
  const bool has_waiter = has(words.names, "get_waiter");
  if (!has_waiter && !has(words.names, "get_paginator")) return;
  for (const std::string_view name : words.strings) {
    add(needs, needs_of_client(client, name));
    if (has_waiter) add(needs, needs_of_client(client, "waiter:" + std::string(name)));
  }
}

}  // namespace

bool AwsNeeds::use(std::string_view permission) const {
  const auto meets = [&](std::string_view action) { return covers(permission, action) || covers(action, permission); };
  return std::ranges::any_of(possible, meets) ||
         std::ranges::any_of(required, [&](const AwsNeed& need) { return std::ranges::any_of(need.actions, meets); });
}

void AwsNeeds::add(const Needs& needs, Range range) {
  for (const Alternatives& one : needs.required) {
    if (known_.insert("needs " + one.front()).second) required.push_back({one, range});
  }
  for (const std::string& one : needs.possible) {
    if (known_.insert(one).second) possible.push_back(one);
  }
}

void AwsNeeds::add_possible(const Needs& needs) {
  Needs all{{}, needs.possible};
  for (const Alternatives& one : needs.required) all.possible.insert(all.possible.end(), one.begin(), one.end());
  add(all, {});
}

AwsNeeds aws_needs_of(std::string_view text) {
  const python::AwsUse use = python::find_aws_use(text);
  AwsNeeds needs;
  needs.complete = use.complete;
  needs.parsed = use.parsed;
  Interpreter interpreter(needs);
  for (const AwsExpression& expression : use.expressions) interpreter.read(expression);
  return needs;
}

std::optional<AwsNeeds> conceivable_aws_needs(std::string_view text) {
  const Words words = words_of(text);
  if (words.names.size() > max_words || words.strings.size() > max_words) return std::nullopt;
  AwsNeeds needs;
  std::size_t clients = 0;
  for (const std::string_view client : words.strings) {
    if (iam_service_of_client(client).empty()) continue;
    if (++clients > max_clients) return std::nullopt;
    add_client(needs, client, words);
    for (const ResourceMember& member : resource_members(client)) {
      if (has(words.names, member.name)) needs.add(needs_of(member), {});
    }
  }
  return needs;
}

}  // namespace paas
