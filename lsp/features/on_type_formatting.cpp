// Indents the line that a line break has begun.
#include "core/query/format.h"
#include "lsp/server/edit.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce_on_type_formatting(const Client&, Json& capabilities) {
  capabilities["documentOnTypeFormattingProvider"] = {{"firstTriggerCharacter", "\n"}};
}

Result<Json> answer_on_type_formatting(const Request& request) {
  const bool is_break = request.params.at("ch").get_ref<const std::string&>() == "\n";
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor || !is_break) return Json();
  return text_edits(request, query::indent_line(*cursor->file, cursor->offset));
}

}  // namespace

extern const Feature on_type_formatting;
const Feature on_type_formatting{"textDocument/onTypeFormatting", announce_on_type_formatting,
                                 answer_on_type_formatting};

}  // namespace paas::lsp::features
