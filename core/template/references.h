// The names that a value of a template refers to: `Ref`, `Fn::GetAtt`, `${}` in `Fn::Sub`.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
#pragma once

#include <string_view>

#include "core/template/value.h"

namespace paas::cloudformation {

/// `visit(name)` for every `${name}` and `${name.Attribute}` of a `Fn::Sub`; not for `${!literal}` and `${AWS::...}`.
template <typename Visit>
void for_each_variable(std::string_view text, Visit visit) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) return;
    std::string_view name = text.substr(at + 2, end - at - 2);
    name = name.substr(0, name.find('.'));
    if (!name.empty() && !name.starts_with('!') && !name.starts_with("AWS::")) visit(name);
  }
}

/// `visit(name)` for every name that a value refers to, however deep; pseudo parameters are none.
template <typename Visit>
void for_each_reference(const Value& value, Visit visit) {
  if (value.members.size() == 1) {
    const auto& [function, argument] = value.members.front();
    if (function == "Ref") {
      if (!argument->text.starts_with("AWS::")) visit(argument->text);
      return;
    }
    if (function == "Fn::GetAtt") {
      if (!argument->items.empty()) visit(argument->items.front()->text);
      return;
    }
    if (function == "Fn::Sub") {
      const Value* text = argument->items.empty() ? argument : argument->items.front();
      const Value* own = argument->items.size() > 1 ? argument->items[1] : nullptr;
      for_each_variable(text->text, [&](std::string_view name) {
        if (own == nullptr || find(*own, name) == nullptr) visit(name);
      });
      if (own != nullptr) for_each_reference(*own, visit);
      return;
    }
  }
  for (const Value* item : value.items) for_each_reference(*item, visit);
  for (const Member& member : value.members) for_each_reference(*member.value, visit);
}

}  // namespace paas::cloudformation
