// Parties as the protocol has them.
#include "lsp/server/parties.h"

#include <algorithm>

#include "lsp/protocol/uri.h"

namespace paas::lsp {

namespace {

// SymbolKind of LSP 3.17.
constexpr int kind_function = 12;
constexpr int kind_object = 19;
constexpr int kind_event = 24;

}  // namespace

Json party_json(const Request& request, const query::Party& party) {
  const bool is_occasion = !party.is_handler && party.symbol.empty();
  const File& file = *party.place.file;
  Json item{{"name", party.name},
            {"kind", party.is_handler ? kind_function
                     : is_occasion    ? kind_event
                                      : kind_object},
            {"uri", request.uri_of(file.path)},
            {"range", request.range_json(file, party.place.range)},
            {"selectionRange", request.range_json(file, party.head)},
            {"data", {{"symbol", party.symbol}, {"occasion", is_occasion}}}};
  if (!party.detail.empty()) item["detail"] = party.detail;
  return item;
}

std::optional<AskedParty> asked_party(const Request& request) {
  const Json& item = request.params.at("item");
  const Json& data = item.at("data");
  const std::string& symbol = data.at("symbol").get_ref<const std::string&>();
  const bool is_occasion = data.at("occasion").get<bool>();
  const auto path = path_of_uri(item.at("uri").get_ref<const std::string&>());
  const std::optional<Subject> subject = path ? request.index.find(*path) : std::nullopt;
  if (!subject || is_occasion) return std::nullopt;
  std::optional<query::Party> party = query::party_of(*subject->app, *subject->file, symbol);
  if (!party) return std::nullopt;
  return AskedParty{subject->app, std::move(*party)};
}

}  // namespace paas::lsp
