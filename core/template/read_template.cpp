// Turns YAML or JSON into values, and these into a template. Recursion is bounded by the depth that is read.
#include "core/template/read_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/app/shown_value.h"
#include "core/schema/wording.h"
#include "core/text/characters.h"
#include "core/yaml/document.h"
#include "core/yaml/tokens.h"

namespace paas::cloudformation {

namespace {

using Json = nlohmann::json;  // finds keys in logarithmic time, however many there are

std::string at(std::string_view text, std::uint32_t offset, std::string_view message) {
  const Position position = Lines(text).code_points(offset);
  return fmt::format("{}:{}: {}", position.line + 1, position.character + 1, message);
}

/// `Fn::GetAtt` in the one form that is compared: a list of the id and the attribute.
const Value* attribute(const Value* argument, Arena& arena) {
  const std::size_t dot = argument->text.find('.');
  if (argument->kind != Kind::string || dot == std::string_view::npos) return argument;
  return arena.list({arena.string(argument->text.substr(0, dot)), arena.string(argument->text.substr(dot + 1))});
}

const Value* map_of(std::vector<Member> members, Arena& arena) {
  if (members.size() == 1 && members.front().key == "Fn::GetAtt")
    members.front().value = attribute(members.front().value, arena);
  return arena.map(members);
}

/// libyaml takes quadratic time for brackets in brackets. Few texts have so many more that open than that close, even
/// in strings, and those that are nested so deep are refused anyway.
bool is_hopelessly_deep(std::string_view text) {
  constexpr int most = 1000;
  int depth = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') {
      if (++depth > most) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

/// YAML in which the short tags are blanks, so that it is read as what it would be without them; what has a tag is
/// found again by its place.
class YamlReader {
 public:
  YamlReader(std::string_view text, Arena& arena) : arena_(arena), text_(text), original_(text) {}

  Result<const Value*> read() {
    if (std::optional<Error> error = take_tags()) return *error;
    const Range all{0, static_cast<std::uint32_t>(text_.size())};
    const yaml::Document document = yaml::parse(text_, all);
    for (const yaml::Problem& problem : document.problems()) {
      if (problem.kind != yaml::ProblemKind::duplicate_key)
        return Error{at(original_, problem.range.begin, problem.message)};
    }
    document_ = &document;
    const Value* value = value_of(document.root());
    for (const auto& [place, tag] : tags_) {
      // What an equal key overwrites is not looked at.
      if (!tag.is_used && document.problems().empty())
        return Error{at(original_, tag.offset, fmt::format("nothing stands behind `!{}`", tag.name))};
    }
    return value;
  }

 private:
  struct Tag {
    std::string name;
    std::uint32_t offset;
    bool is_used = false;
  };

  std::optional<Error> take_tags() {
    const std::vector<yaml::Token> tokens = yaml::read_tokens(original_, {0, static_cast<std::uint32_t>(text_.size())});
    std::vector<Range> places;
    for (const yaml::Token& token : tokens) {
      const std::string_view written = slice(original_, token.range);
      const bool is_short =
          token.kind == yaml::TokenKind::tag && written.size() > 1 && written[1] != '!' && written[1] != '<';
      if (!is_short) continue;
      places.push_back(token.range);
      std::fill(text_.begin() + token.range.begin, text_.begin() + token.range.end, ' ');
    }
    for (const Range place : places) {
      Tag tag{std::string(slice(original_, place).substr(1)), place.begin};
      if (!tags_.emplace(content_behind(place.end), std::move(tag)).second)
        return Error{
            at(original_, place.begin, "a value has one tag at most; write the inner function in its long form")};
    }
    return std::nullopt;
  }

  // Where the value begins that a tag stands before.
  std::uint32_t content_behind(std::uint32_t offset) const {
    const auto is_blank = [&](std::size_t i) { return text_[i] == ' ' || text_[i] == '\n' || text_[i] == '\r'; };
    std::size_t i = offset;
    while (i < text_.size()) {
      if (is_blank(i)) {
        ++i;
      } else if (text_[i] == '#') {
        i = std::min(text_.find('\n', i), text_.size());
      } else if (text_[i] == '&') {
        while (i < text_.size() && !is_blank(i)) ++i;
      } else {
        break;
      }
    }
    return static_cast<std::uint32_t>(i);
  }

  const Value* value_of(yaml::NodeId node) {
    const yaml::Node& content = (*document_)[node];
    if (content.alias) return value_of(content.target);
    const auto tag = tags_.find(content.range.begin);
    const bool is_tagged = tag != tags_.end() && content.range.size() > 0;
    if (is_tagged) tag->second.is_used = true;
    const Value* value = untagged(node, is_tagged);
    if (!is_tagged) return value;
    const std::string& name = tag->second.name;
    const bool is_bare = name == "Ref" || name == "Condition";
    return map_of({{arena_.keep(is_bare ? name : "Fn::" + name), value}}, arena_);
  }

  std::string_view written(yaml::NodeId node) const {
    return document_->kind(node) == yaml::Kind::string ? document_->text(node) : slice(text_, document_->range(node));
  }

  const Value* untagged(yaml::NodeId node, bool is_text) {
    switch (document_->kind(node)) {
      case yaml::Kind::sequence: {
        std::vector<const Value*> items;
        for (std::uint32_t i = 0; i < document_->item_count(node); ++i)
          items.push_back(value_of(document_->item(node, i)));
        return arena_.list(items);
      }
      case yaml::Kind::mapping:
      case yaml::Kind::set: {
        std::vector<Member> members;
        for (std::uint32_t i = 0; i < document_->entry_count(node); ++i) {
          const yaml::Entry entry = document_->entry(node, i);
          members.push_back({arena_.keep(written(entry.key)), value_of(entry.value)});
        }
        return map_of(std::move(members), arena_);
      }
      case yaml::Kind::null:
        return is_text ? arena_.string(written(node)) : arena_.scalar(Kind::null, "null");
      case yaml::Kind::boolean:
        if (is_text) return arena_.string(written(node));
        return arena_.scalar(Kind::boolean, (*document_)[node].value.boolean ? "true" : "false");
      case yaml::Kind::integer:
      case yaml::Kind::number:
        // Where JSON has no such number (012, 1_000), it stays the text that it is.
        return arena_.scalar(is_text || !Json::accept(written(node)) ? Kind::string : Kind::number, written(node));
      default:
        return arena_.string(written(node));
    }
  }

  Arena& arena_;
  std::string text_;
  std::string_view original_;
  std::unordered_map<std::uint32_t, Tag> tags_;  // by where the value begins
  const yaml::Document* document_ = nullptr;
};

/// nullptr: nested too deep.
const Value* value_of(const Json& json, Arena& arena, std::uint32_t depth) {
  if (depth > yaml::max_depth) return nullptr;
  if (json.is_object()) {
    std::vector<Member> members;
    for (const auto& [key, item] : json.items()) {
      const Value* value = value_of(item, arena, depth + 1);
      if (value == nullptr) return nullptr;
      members.push_back({arena.keep(key), value});
    }
    return map_of(std::move(members), arena);
  }
  if (json.is_array()) {
    std::vector<const Value*> items;
    for (const Json& item : json) {
      items.push_back(value_of(item, arena, depth + 1));
      if (items.back() == nullptr) return nullptr;
    }
    return arena.list(items);
  }
  if (json.is_string()) return arena.string(json.get_ref<const std::string&>());
  const Kind kind = json.is_boolean() ? Kind::boolean : json.is_null() ? Kind::null : Kind::number;
  return arena.scalar(kind, json.dump());
}

Error too_deep() { return Error{fmt::format("it is nested deeper than {}", yaml::max_depth)}; }

Result<const Value*> read_value(std::string_view text, Arena& arena) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return Error{"it is empty"};
  if (text[first] == '{') {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_discarded()) {
      const Value* value = value_of(json, arena, 0);
      if (value == nullptr) return too_deep();
      return value;
    }
  }
  if (is_hopelessly_deep(text)) return too_deep();
  return YamlReader(text, arena).read();
}

/// The entries of a section, each of which must be a map.
Result<std::vector<Member>> entries_of(const Value& whole, std::string_view name) {
  const Value* section = find(whole, name);
  if (section == nullptr || section->kind == Kind::null) return std::vector<Member>();
  if (section->kind != Kind::map) return Error{fmt::format("`{}` is no mapping", name)};
  for (const Member& member : section->members) {
    if (member.value->kind != Kind::map)
      return Error{fmt::format("{} is no mapping", schema::code(fmt::format("{}.{}", name, member.key)))};
  }
  return std::vector<Member>(section->members.begin(), section->members.end());
}

Result<Template> template_of(const Value& whole, FilePart part) {
  if (whole.kind != Kind::map || find(whole, "Resources") == nullptr)
    return Error{"this is no CloudFormation template: it has no `Resources`"};
  const Result<std::vector<Member>> resources = entries_of(whole, "Resources");
  if (!resources) return Error{resources.error()};
  for (const Member& member : *resources) {
    if (!std::ranges::all_of(member.key, is_alphanumeric))
      return Error{fmt::format("{} is no id: ids are letters and digits", schema::code(member.key))};
    const Value* type = find(*member.value, "Type");
    if (type == nullptr || type->kind != Kind::string)
      return Error{fmt::format("`Resources.{}` has no `Type`", member.key)};
    part.resources.push_back({member.key, member.value, nullptr, nullptr});
  }
  const Result<std::vector<Member>> outputs = entries_of(whole, "Outputs");
  if (!outputs) return Error{outputs.error()};
  for (const Member& member : *outputs) part.outputs.push_back({member.key, member.value, nullptr});
  const Result<std::vector<Member>> parameters = entries_of(whole, "Parameters");
  if (!parameters) return Error{parameters.error()};
  Template result;
  for (const Member& member : *parameters) {
    Parameter parameter{std::string(member.key), std::nullopt, {}, {}};
    if (const Value* value = find(*member.value, "Default")) parameter.value = std::string(value->text);
    parameter.is_secret = parameter.value && !may_show(parameter.id, *parameter.value);
    parameter.is_hidden = !parameter.value && find(*member.value, "NoEcho") != nullptr;
    result.parameters.push_back(std::move(parameter));
  }
  result.parts.push_back(std::move(part));
  return result;
}

}  // namespace

Result<Template> read_template(std::string_view text) {
  if (text.size() > max_template_bytes) return Error{fmt::format("more than {} bytes", max_template_bytes)};
  FilePart part;
  Result<const Value*> whole = read_value(text, part.arena);
  if (!whole) return Error{whole.error()};
  // The answer of CloudFormation, with the template in it.
  if (const Value* body = find(**whole, "TemplateBody")) {
    whole = body->kind == Kind::string ? read_value(body->text, part.arena) : Result<const Value*>(body);
    if (!whole) return Error{"`TemplateBody`: " + whole.error()};
  }
  return template_of(**whole, std::move(part));
}

}  // namespace paas::cloudformation
