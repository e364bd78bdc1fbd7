// What features share: from the protocol's positions to files and offsets, and back.
#include "lsp/server/feature.h"

#include <algorithm>

#include "lsp/protocol/uri.h"

namespace paas::lsp {

std::optional<Subject> Request::subject() const {
  const auto path = path_of_uri(params.at("textDocument").at("uri").get_ref<const std::string&>());
  return path ? index.find(*path) : std::nullopt;
}

std::optional<Cursor> Request::cursor() const {
  const Json& position = params.at("position");
  (void)read_position(position);
  std::optional<Subject> found = subject();
  if (!found) return std::nullopt;
  const std::uint32_t at = offset(*found->file, position);
  return Cursor{std::move(found->app), std::move(found->file), at};
}

const Lines& Request::lines(const File& file) const {
  constexpr std::size_t few = 64;
  const auto known = lines_.find(&file);
  if (known != lines_.end()) return known->second;
  if (lines_.size() >= few) lines_.clear();
  return lines_.try_emplace(&file, file.text).first->second;
}

std::uint32_t Request::offset(const File& file, const Json& position) const {
  return offset_of(file.text, lines(file), read_position(position), client.encoding);
}

Range Request::range(const File& file, const Json& range) const {
  const std::uint32_t begin = offset(file, range.at("start"));
  return {begin, std::max(begin, offset(file, range.at("end")))};
}

Json Request::position_json(const File& file, std::uint32_t offset) const {
  return to_json(position_of(file.text, lines(file), offset, client.encoding));
}

Json Request::range_json(const File& file, Range range) const {
  return {{"start", position_json(file, range.begin)}, {"end", position_json(file, range.end)}};
}

Json Request::location_json(const File& file, Range range) const {
  return {{"uri", uri_of(file.path)}, {"range", range_json(file, range)}};
}

std::string Request::uri_of(const std::string& path) const {
  const Document* document = index.document(path);
  return document != nullptr ? document->uri : uri_of_path(path);
}

Json Request::version_of(const std::string& path) const {
  const Document* document = index.document(path);
  return document != nullptr ? Json(document->version) : Json(nullptr);
}

Json every_file() { return {{"filters", {{{"scheme", "file"}, {"pattern", {{"glob", "**/*"}}}}}}}; }

const Feature* find_feature(std::string_view method) {
  for (const Feature* feature : all_features()) {
    if (feature->method == method) return feature;
  }
  return nullptr;
}

}  // namespace paas::lsp
