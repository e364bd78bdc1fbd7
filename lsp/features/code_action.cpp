// What can be done about the diagnostics at a place, and about an app of an older generation.
// LSP 3.17, Code Action Request
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "core/effect/effect.h"
#include "core/query/format.h"
#include "lsp/server/code_actions.h"
#include "lsp/server/diagnostics.h"
#include "lsp/server/edit.h"

namespace paas::lsp::features {

namespace {

constexpr const char* quick_fix = "quickfix";
constexpr const char* rewrite = "refactor.rewrite";

bool takes_data(const Client& client) {
  return client.has({"textDocument", "codeAction", "dataSupport"}) &&
         client.lists({"textDocument", "codeAction", "resolveSupport", "properties"}, "edit");
}

void announce_code_action(const Client& client, Json& capabilities) {
  if (!client.has({"textDocument", "codeAction", "codeActionLiteralSupport"})) {
    capabilities["codeActionProvider"] = true;
    return;
  }
  capabilities["codeActionProvider"] = {{"codeActionKinds", {quick_fix, rewrite, fix_all_kind, format_kind}},
                                        {"resolveProvider", takes_data(client)}};
}

bool touches(Range a, Range b) { return a.begin <= b.end && b.begin <= a.end; }

class Actions {
 public:
  Actions(const Request& request, const Subject& subject) : request_(request), subject_(subject) {
    const Json& context = request.params.at("context");
    const auto only = context.find("only");
    if (only != context.end() && only->is_array() && !only->empty()) only_ = *only;
  }

  Json run() {
    const Range range = request_.range(*subject_.file, request_.params.at("range"));
    bool has_safe_fix = false;
    if (wants(quick_fix) || wants(fix_all_kind)) {
      for (const Diagnostic& diagnostic : diagnose(subject_)) {
        if (request_.is_cancelled()) break;
        if (touches(diagnostic.range, range) && wants(quick_fix)) has_safe_fix |= add_fixes(diagnostic);
      }
    }
    // Of all that a file has it is asked by name, on each save; a list for a place has it where it helps there.
    if (wants(fix_all_kind) && (!only_.is_null() || has_safe_fix)) add_fix_all();
    if (wants(format_kind) && !only_.is_null()) add_format();
    if (wants(rewrite)) add_refactorings(range);
    if (wants(rewrite)) add_migrations();
    return std::move(actions_);
  }

 private:
  // `source` asks for `source.fixAll.paas` and the like, too.
  bool wants(std::string_view kind) const {
    if (only_.is_null()) return true;
    return std::any_of(only_.begin(), only_.end(), [&](const Json& asked) {
      const std::string& prefix = asked.get_ref<const std::string&>();
      return kind == prefix || prefix.empty() || kind.starts_with(prefix + ".");
    });
  }

  // The client's own diagnostic, which may carry more than ours, if it sent that.
  Json diagnostic_json(const Diagnostic& diagnostic) const {
    Json own = to_json(request_, diagnostic);
    const Json& context = request_.params.at("context");
    const auto sent = context.find("diagnostics");
    if (sent == context.end() || !sent->is_array()) return own;
    for (const Json& candidate : *sent) {
      const auto is_same = [&](const char* key) { return candidate.value(key, Json()) == own[key]; };
      if (is_same("code") && is_same("range") && is_same("message")) return candidate;
    }
    return own;
  }

  bool can_apply(const Fix& fix) const {
    return fix.new_files.empty() ||
           request_.client.lists({"workspace", "workspaceEdit", "resourceOperations"}, "create");
  }

  // True if one of the fixes is safe.
  bool add_fixes(const Diagnostic& diagnostic) {
    const Json json = diagnostic_json(diagnostic);
    bool has_safe_fix = false;
    for (const Fix& fix : fixes_of(*subject_.app, diagnostic)) {
      if (!can_apply(fix)) continue;
      has_safe_fix |= fix.safe;
      add(fix, json);
    }
    // One comment ignores all that a rule says on its line.
    const auto line = request_.range_json(*subject_.file, diagnostic.range)["start"]["line"];
    if (ignored_.emplace(diagnostic.rule, line.get<std::uint32_t>()).second) {
      for (const Fix& fix : ignore_here(*subject_.app, diagnostic)) add(fix, json);
    }
    add_explanation(diagnostic, json);
    return has_safe_fix;
  }

  void add(const Fix& fix, const Json& diagnostic) {
    Json action{{"title", fix.title},
                {"kind", quick_fix},
                {"diagnostics", Json::array({diagnostic})},
                {"edit", edit_of(request_, fix)}};
    if (fix.preferred) action["isPreferred"] = true;
    actions_.push_back(std::move(action));
  }

  // The extensions know the command; a client that does not say so shows the page that the diagnostic links to.
  void add_explanation(const Diagnostic& diagnostic, const Json& json) {
    if (!request_.client.lists({"experimental", "commands"}, "paas-lsp.explain")) return;
    const std::string title = fmt::format("Explain `{}`", diagnostic.rule->code);
    actions_.push_back(
        {{"title", title},
         {"kind", quick_fix},
         {"diagnostics", Json::array({json})},
         {"command",
          {{"title", title}, {"command", "paas-lsp.explain"}, {"arguments", Json::array({diagnostic.rule->code})}}}});
  }

  void add_lazily(const std::string& title, const char* kind, const char* what) {
    actions_.push_back({{"title", title}, {"kind", kind}, {"data", {{"path", subject_.file->path}, {"what", what}}}});
  }

  void add_fix_all() {
    constexpr const char* title = "Fix all problems that can be fixed without a doubt";
    // In a list for a place VS Code shows no source actions.
    const char* kind = only_.is_null() ? quick_fix : fix_all_kind;
    if (takes_data(request_.client)) return add_lazily(title, kind, "fix all");
    Json edit = fix_all_edit(request_, subject_);
    if (!edit.is_null()) actions_.push_back({{"title", title}, {"kind", kind}, {"edit", std::move(edit)}});
  }

  void add_format() {
    const std::vector<query::TextEdit> edits = query::format(*subject_.file);
    if (edits.empty()) return;
    WorkspaceEdit edit(request_);
    for (const query::TextEdit& each : edits) edit.change(*each.file, each.range, each.text);
    actions_.push_back({{"title", "Format the fragments"}, {"kind", format_kind}, {"edit", std::move(edit).json()}});
  }

  void add_refactorings(Range range) {
    for (const query::Refactoring& each : effect::refactorings(*subject_.app, *subject_.file, range.begin)) {
      WorkspaceEdit edit(request_);
      for (const query::TextEdit& one : each.edits) edit.change(*one.file, one.range, one.text);
      actions_.push_back({{"title", each.title}, {"kind", rewrite}, {"edit", std::move(edit).json()}});
    }
  }

  void add_migrations() {
    const Generation& generation = subject_.app->generation();
    const std::shared_ptr<const Generation>& newest = Generation::newest();
    if (!generation.is_built_in() || &generation == newest.get()) return;
    if (&generation == settings_generation().get() || subject_.file->kind == FileKind::environment) return;
    add_migration(fmt::format("Migrate this app to generation {}", newest->name()), "migrate", {});
    if (subject_.file->infra == yaml::no_node || subject_.file->kind != FileKind::handler) return;
    add_migration(fmt::format("Migrate this fragment to generation {}", newest->name()), "migrate file",
                  subject_.file->path);
  }

  void add_migration(const std::string& title, const char* what, std::string_view only) {
    if (takes_data(request_.client)) return add_lazily(title, rewrite, what);
    Result<Json> edit = migration_edit(request_, *subject_.app, only);
    Json action{{"title", title}, {"kind", rewrite}};
    if (edit) {
      action["edit"] = std::move(*edit);
    } else if (request_.client.has({"textDocument", "codeAction", "disabledSupport"})) {
      action["disabled"] = {{"reason", edit.error()}};
    } else {
      return;
    }
    actions_.push_back(std::move(action));
  }

  const Request& request_;
  const Subject& subject_;
  Json only_;
  Json actions_ = Json::array();
  std::set<std::pair<const Rule*, std::uint32_t>> ignored_;  // rule and line
};

Result<Json> answer_code_action(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  return Actions(request, *subject).run();
}

}  // namespace

extern const Feature code_action;
const Feature code_action{"textDocument/codeAction", announce_code_action, answer_code_action};

}  // namespace paas::lsp::features
