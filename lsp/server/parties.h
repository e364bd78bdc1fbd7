// Items of call hierarchies.
// LSP 3.17, Call Hierarchy
#pragma once

#include <optional>

#include "core/query/calls.h"
#include "lsp/server/feature.h"

namespace paas::lsp {

Json party_json(const Request& request, const query::Party& party);

/// The party of `item`, which an earlier answer gave, and its app. None for a timer or a request: nothing starts them.
struct AskedParty {
  std::shared_ptr<const App> app;
  query::Party party;
};
std::optional<AskedParty> asked_party(const Request& request);

}  // namespace paas::lsp
