// Whether the thing under the cursor can have another name, and what its name is.
#include "core/query/query.h"
#include "lsp/server/feature.h"

namespace paas::lsp::features {

namespace {

Result<Json> answer_prepare_rename(const Request& request) {
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  const Result<query::Renamable> found = query::renamable_at(*cursor->app, *cursor->file, cursor->offset);
  if (!found) return Error{found.error()};
  return Json{{"range", request.range_json(*cursor->file, found->range)}, {"placeholder", found->text}};
}

}  // namespace

extern const Feature prepare_rename;
const Feature prepare_rename{"textDocument/prepareRename", nullptr, answer_prepare_rename};

}  // namespace paas::lsp::features
