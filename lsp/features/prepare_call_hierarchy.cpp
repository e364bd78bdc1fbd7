// The handler or the thing under the cursor, to ask who starts it and what it starts.
#include "lsp/server/parties.h"

namespace paas::lsp::features {

namespace {

void announce_prepare_call_hierarchy(const Client&, Json& capabilities) {
  capabilities["callHierarchyProvider"] = true;
}

Result<Json> answer_prepare_call_hierarchy(const Request& request) {
  const std::optional<Cursor> cursor = request.cursor();
  if (!cursor) return Json();
  const std::optional<query::Party> party = query::party_at(*cursor->app, *cursor->file, cursor->offset);
  if (!party) return Json();
  return Json::array({party_json(request, *party)});
}

}  // namespace

extern const Feature prepare_call_hierarchy;
const Feature prepare_call_hierarchy{"textDocument/prepareCallHierarchy", announce_prepare_call_hierarchy,
                                     answer_prepare_call_hierarchy};

}  // namespace paas::lsp::features
