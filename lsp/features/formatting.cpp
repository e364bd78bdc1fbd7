// Formats the fragments of a document. The client's `tabSize` is the one of Python; fragments have their own.
#include "core/query/format.h"
#include "lsp/server/edit.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce_formatting(const Client&, Json& capabilities) { capabilities["documentFormattingProvider"] = true; }

Result<Json> answer_formatting(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  return text_edits(request, query::format(*subject->file));
}

}  // namespace

extern const Feature formatting;
const Feature formatting{"textDocument/formatting", announce_formatting, answer_formatting};

}  // namespace paas::lsp::features
