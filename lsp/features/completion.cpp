// What may be written at the cursor.
// LSP 3.17, Completion Request
#include "core/query/complete.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/rules/open_ignore.h"
#include "core/rules/rule.h"
#include "lsp/server/diagnostics.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

using query::Item;
using query::ItemKind;

// CompletionItemKind, InsertTextFormat, InsertTextMode
constexpr int snippet_format = 2;
constexpr int as_it_is = 1;

int protocol_kind(ItemKind kind) {
  switch (kind) {
    case ItemKind::key:
      return 10;  // Property
    case ItemKind::constant:
      return 20;  // EnumMember
    case ItemKind::boolean:
      return 14;  // Keyword
    case ItemKind::name:
      return 18;  // Reference
    case ItemKind::service:
      return 9;  // Module
    case ItemKind::action:
      return 2;  // Method
    case ItemKind::variable:
      return 6;  // Variable
    case ItemKind::whole:
      return 15;  // Snippet
    case ItemKind::value:
      break;
  }
  return 12;  // Value
}

void announce_completion(const Client&, Json& capabilities) {
  capabilities["completionProvider"] = {{"triggerCharacters", {"\n", " ", ":", "\"", "'", "["}},
                                        {"resolveProvider", true}};
}

bool is_name(char c) { return c == '_' || (c & 0x80) != 0 || std::isalnum(static_cast<unsigned char>(c)) != 0; }

// CompletionTriggerKind. Editors say 1, "invoked", also for a list that opens while letters are typed.
constexpr int by_character = 2;
constexpr int by_typing_on = 3;

void read_context(const Json& params, const Cursor& cursor, query::CompletionStyle& style) {
  const auto context = params.find("context");
  const bool has_context = context != params.end() && context->is_object();
  const int kind = has_context ? context->value("triggerKind", 1) : 1;
  const std::string character = has_context ? context->value("triggerCharacter", "") : std::string();
  if (kind == by_character && character.size() == 1) style.trigger = character.front();
  const bool is_behind_name = cursor.offset > 0 && is_name(cursor.file->text[cursor.offset - 1]);
  style.is_typing = kind == by_character || kind == by_typing_on || is_behind_name;
}

// A blank that only indents asks for nothing.
bool is_indenting(const query::CompletionStyle& style, const Cursor& cursor) {
  if (style.trigger != ' ') return false;
  const std::string_view before = std::string_view(cursor.file->text).substr(0, cursor.offset);
  const std::size_t last = before.find_last_not_of(" \t");
  return last == std::string_view::npos || before[last] == '\n' || before[last] == '\r';
}

class Writer {
 public:
  Writer(const Request& request, const Cursor& cursor, const query::Completion& completion)
      : request_(request),
        cursor_(cursor),
        range_(request.range_json(*cursor.file, completion.replace)),
        uri_(request.uri_of(cursor.file->path)),
        has_snippets_(request.client.takes_snippets()),
        has_label_details_(request.client.has({"textDocument", "completion", "completionItem", "labelDetailsSupport"})),
        has_modes_(request.client.has({"textDocument", "completion", "completionItem", "insertTextModeSupport"})),
        has_default_range_(
            request.client.lists({"textDocument", "completion", "completionList", "itemDefaults"}, "editRange")) {}

  Json list(const query::Completion& completion) const {
    Json items = Json::array();
    for (const Item& item : completion.items) items.push_back(write(item, items.size()));
    Json list{{"isIncomplete", completion.is_incomplete}, {"items", std::move(items)}};
    if (has_default_range_) list["itemDefaults"] = {{"editRange", range_}};
    return list;
  }

 private:
  Json write(const Item& item, std::size_t index) const {
    const bool is_snippet = has_snippets_ && !item.snippet.empty();
    const std::string& text = is_snippet ? item.snippet : item.text;
    Json json{{"label", item.label}, {"kind", protocol_kind(item.kind)}, {"sortText", fmt::format("{:04}", index)}};
    if (index == 0) json["preselect"] = true;
    // Neovim filters by the text that is inserted, where there is none.
    json["filterText"] = item.filter.empty() ? item.label : item.filter;
    if (!item.detail.empty()) json["detail"] = item.detail;
    // Shown in every row, where the detail is shown of the selected one only.
    if (!item.detail.empty() && has_label_details_) json["labelDetails"] = {{"description", item.detail}};
    if (has_default_range_)
      json["textEditText"] = text;
    else
      json["textEdit"] = {{"range", range_}, {"newText", text}};
    if (is_snippet) json["insertTextFormat"] = snippet_format;
    // The lines of an item have their indentation already.
    if (has_modes_ && text.find('\n') != std::string::npos) json["insertTextMode"] = as_it_is;
    if (item.erase.size() > 0) json["additionalTextEdits"].push_back(edit(item.erase, ""));
    const auto end = static_cast<std::uint32_t>(cursor_.file->text.size());
    if (!item.below.empty()) json["additionalTextEdits"].push_back(edit({end, end}, item.below));
    if (!item.documentation.empty()) json["data"] = {{"uri", uri_}, {"item", item.documentation}};
    // A command of Visual Studio Code, and of whoever else knows it.
    if (item.suggest_again && request_.client.runs_suggest_command() && (is_snippet || item.snippet.empty()))
      json["command"] = {{"title", "Suggest"}, {"command", "editor.action.triggerSuggest"}};
    return json;
  }

  Json edit(Range range, std::string_view text) const {
    return {{"range", request_.range_json(*cursor_.file, range)}, {"newText", text}};
  }

  const Request& request_;
  const Cursor& cursor_;
  Json range_;
  std::string uri_;
  bool has_snippets_;
  bool has_label_details_;
  bool has_modes_;
  bool has_default_range_;
};

// The codes of rules, those first that report something where the comment would silence it.
query::Completion codes_for(const Cursor& cursor, const OpenIgnore& open) {
  const Lines lines(cursor.file->text);
  std::vector<const Rule*> here;
  for (const Diagnostic& diagnostic : diagnose({cursor.app, cursor.file})) {
    if (diagnostic.rule->code == "unused-ignore") continue;  // of this very comment
    const bool is_meant = open.whole_file || lines.line_of(diagnostic.range.begin) == open.line;
    if (is_meant && std::find(here.begin(), here.end(), diagnostic.rule) == here.end()) here.push_back(diagnostic.rule);
  }
  query::Completion completion{.replace = open.word};
  const auto add = [&](const Rule& rule) {
    Item item{.label = std::string(rule.code), .kind = ItemKind::constant, .detail = std::string(rule.summary)};
    item.text = item.label + (open.is_closed ? "" : "]");
    completion.items.push_back(std::move(item));
  };
  for (const Rule* rule : here) add(*rule);
  for (const Rule* rule : all_rules()) {
    if (std::find(here.begin(), here.end(), rule) == here.end()) add(*rule);
  }
  return completion;
}

Result<Json> answer_completion(const Request& request) {
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  if (const std::optional<OpenIgnore> open = open_ignore_at(cursor->file->text, cursor->offset)) {
    const query::Completion completion = codes_for(*cursor, *open);
    return Writer(request, *cursor, completion).list(completion);
  }
  query::CompletionStyle style;
  read_context(request.params, *cursor, style);
  if (is_indenting(style, *cursor)) return Json();
  for (const Rule* rule : all_rules()) style.rule_codes.push_back(rule->code);
  const query::Completion completion = query::complete(*cursor->app, *cursor->file, cursor->offset, style);
  if (completion.items.empty()) return Json();
  return Writer(request, *cursor, completion).list(completion);
}

}  // namespace

extern const Feature completion;
const Feature completion{"textDocument/completion", announce_completion, answer_completion};

}  // namespace paas::lsp::features
