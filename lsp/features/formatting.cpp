// Formats the fragments of a document. The client's `tabSize` is the one of Python; fragments have their own.
#include "core/query/format.h"
#include "lsp/server/edit.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

void announce(const Client&, Json& capabilities) { capabilities["documentFormattingProvider"] = true; }

Result<Json> answer(const Request& request) {
  const std::optional<Subject> subject = request.subject();
  if (!subject) return Json();
  return text_edits(request, query::format(*subject->file));
}

}  // namespace

extern const Feature formatting;
const Feature formatting{"textDocument/formatting", announce, answer};

}  // namespace paas::lsp::features
