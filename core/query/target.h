// The symbols at a place, and all their occurrences.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/query/query.h"

namespace paas::query {

/// What stands at a place: the uses that the question is about. Those by names that a text gives win over those that a
/// word of the language stands for.
struct Target {
  Range range;
  std::vector<const Occurrence*> uses;
};

/// Nothing where no symbol is.
std::optional<Target> find_target(const App& app, const File& file, std::uint32_t offset);

/// True where the name is written by a person, not given by a word of the language.
bool is_named(const Occurrence& occurrence);
/// True where code reads the environment, or an environment sets it.
bool is_variable(const Occurrence& occurrence);
/// Whether questions are about symbols of this kind.
bool is_asked_for(const App& app, const SymbolUse& use);

/// The root, the handlers, then the environments.
void for_each_file(const App& app, const std::function<void(const File&)>& visit);

/// The names that a use gives to symbols, as its template `{value}-layer-arn` makes them from a text; and back. Nothing
/// where the name cannot come from the template.
std::string name_from(const SymbolUse& use, std::string_view text);
std::optional<std::string> text_for(const SymbolUse& use, std::string_view name);

/// The variable that stands for a name in code: `HELLO_TABLE` for the table `hello`. Nothing where none does.
std::optional<std::string> variable_for(const Generation& generation, std::string_view kind, std::string_view name);

/// Gives a symbol another name wherever it is written; the folders that give it, if any, stay where they are.
Result<Rename> rename_symbol(const App& app, std::string_view kind, std::string_view old_name,
                             std::string_view new_name);

}  // namespace paas::query
