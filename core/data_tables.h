// The shape of the tables that the generators under tools/ write; only core/data.cpp reads them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/data.h"

namespace paas::tables {

/// Offsets instead of pointers: the loader has nothing to relocate when the program starts.
struct Action {
  std::uint32_t name;         // byte offset into `action_names`
  std::uint32_t description;  // byte offset into `action_descriptions`
  std::uint16_t description_size;
  std::uint8_t name_size;
  std::uint8_t access_level;  // index into `access_levels`
};

extern const std::span<const EmbeddedSchema> schemas;

extern const std::span<const std::string_view> services;
extern const std::span<const std::string_view> service_titles;  // "Amazon S3", in the same order
/// The actions of service `i` are those from `service_begins[i]` up to `service_begins[i + 1]`.
extern const std::span<const std::uint32_t> service_begins;
extern const std::span<const Action> actions;
extern const std::span<const std::string_view> access_levels;
extern const std::string_view action_names;
extern const std::string_view action_descriptions;

}  // namespace paas::tables
