// Answers what a reader of a file asks: `symbols`, `highlight`, `hints`, `lens` and `links`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/spec_runner/workspace.h"

namespace paas::spec {

/// The methods without an argument.
bool is_reading(std::string_view method);

/// The answer to one of them at a place of a file.
std::string read_file_aloud(std::string_view method, const App& app, const File& file, std::uint32_t offset);

/// `symbols QUERY`: things of the whole workspace.
std::string find_symbols(const Outcome& outcome, std::string_view query);

}  // namespace paas::spec
