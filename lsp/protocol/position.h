// Positions of the protocol and byte offsets: the only place that knows the client's encoding.
// LSP 3.17, Position and Position Encoding Kind
#pragma once

#include <cstdint>
#include <string_view>

#include "core/text/text.h"
#include "lsp/rpc/json.h"

namespace paas::lsp {

/// What `character` counts.
enum class Encoding : std::uint8_t { utf8, utf16, utf32 };

std::string_view name_of(Encoding encoding);

/// An offset inside a character counts as the character's start.
Position position_of(std::string_view text, const Lines& lines, std::uint32_t offset, Encoding encoding);
/// A position past the end of its line is at the line's end, one past the last line at the end of the text, one inside
/// a character at its start.
std::uint32_t offset_of(std::string_view text, const Lines& lines, Position position, Encoding encoding);

/// `{line, character}`; numbers out of range are clipped. Throws an exception of the JSON library where it is none.
Position read_position(const Json& json);
Json to_json(Position position);

}  // namespace paas::lsp
