// The edit of a code action that takes a while to work out.
#include "lsp/server/code_actions.h"

namespace paas::lsp::features {

namespace {

Result<Json> answer_resolve_code_action(const Request& request) {
  Json action = request.params;
  const auto data = action.find("data");
  if (data == action.end()) return action;
  const auto path = data->at("path").get<std::string>();
  const auto what = data->at("what").get<std::string>();
  const std::optional<Subject> subject = request.index.find(path);
  if (!subject) return Error{"the file is not known any more"};
  if (what == "fix all") {
    Json edit = fix_all_edit(request, *subject);
    action["edit"] = edit.is_null() ? Json::object() : std::move(edit);
    return action;
  }
  Result<Json> edit = migration_edit(request, *subject->app, what == "migrate file" ? path : std::string());
  if (!edit) return Error{edit.error()};
  action["edit"] = std::move(*edit);
  return action;
}

}  // namespace

extern const Feature resolve_code_action;
const Feature resolve_code_action{"codeAction/resolve", nullptr, answer_resolve_code_action};

}  // namespace paas::lsp::features
