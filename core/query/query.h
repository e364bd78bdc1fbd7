// What is under the cursor: where it is defined and used, what it is called. Pure functions of an
// app and an offset; they read annotations, and name no key of any language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/app.h"
#include "core/text/result.h"

namespace paas::query {

/// A place in a file of the app; bytes.
struct Place {
  const File* file;
  Range range;

  bool operator==(const Place&) const = default;
};

/// Where the symbols at `offset` are defined, in the order of files; first the code that the word there is about. A
/// definition asks for its other definitions: an action of `metadata.yaml` leads to its code. Empty where no symbol is,
/// or where nothing defines it.
std::vector<Place> definition(const App& app, const File& file, std::uint32_t offset);

/// Every place that defines the symbols at `offset` or refers to them, in the order of files. Linear in the app.
std::vector<Place> references(const App& app, const File& file, std::uint32_t offset);

struct TextEdit {
  const File* file;
  Range range;
  std::string text;
};

/// A folder that moves, with all that is in it.
struct Move {
  std::string from;
  std::string to;
};

struct Rename {
  std::vector<TextEdit> edits;  // in the order of files and places
  std::vector<Move> moves;
  std::string note = {};  // what a person should know that the template does not tell, without a full stop; Markdown
};

/// What can have another name.
struct Renamable {
  Range range;       // where it is named
  std::string text;  // the name
};

/// What would be renamed at `offset`: a symbol, the path of an endpoint, a handler where its fragment begins (its name
/// is its folder), an index. The error says why nothing can be.
Result<Renamable> renamable_at(const App& app, const File& file, std::uint32_t offset);

/// Gives the symbol at `offset` another name everywhere. Each edited file was read again and says the same about the
/// new name as it did about the old; what would not is an error.
Result<Rename> rename(const App& app, const File& file, std::uint32_t offset, std::string_view new_name);

struct Hover {
  Range range;
  std::string markdown;
};

/// What the symbol at `offset` is, where it comes from and how often it is used. Values that look like secrets are not
/// shown.
std::optional<Hover> hover(const App& app, const File& file, std::uint32_t offset);

}  // namespace paas::query
