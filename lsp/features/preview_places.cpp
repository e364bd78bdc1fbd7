// `paas/previewPlaces`: what a line of the source makes, in a preview. Ours, not LSP's.
#include "core/template/live_places.h"
#include "lsp/server/previews.h"

namespace paas::lsp::features {

namespace {

// {textDocument, position, preview} -> {ranges}
Result<Json> answer_preview_places(const Request& request) {
  Json ranges = Json::array();
  const std::optional<Cursor> cursor = request.cursor();
  const Preview* preview = request.exchange.previews().find(request.params.at("preview").get_ref<const std::string&>());
  if (cursor && preview != nullptr && preview->live() != nullptr) {
    const cloudformation::LivePreview& live = *preview->live();
    for (const auto& [first, last] : cloudformation::places_of(live, *cursor->file, cursor->offset)) {
      const std::string_view text = live.line_text(last);
      const Position end =
          position_of(text, Lines(text), static_cast<std::uint32_t>(text.size()), request.client.encoding);
      ranges.push_back({{"start", to_json(Position{first, 0})}, {"end", to_json(Position{last, end.character})}});
    }
  }
  return Json{{"ranges", std::move(ranges)}};
}

}  // namespace

extern const Feature preview_places;
const Feature preview_places{"paas/previewPlaces", nullptr, answer_preview_places};

}  // namespace paas::lsp::features
