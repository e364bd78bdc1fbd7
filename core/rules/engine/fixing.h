// What rules make their fixes of.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "core/rules/fix.h"
#include "core/schema/entries.h"
#include "core/yaml/edit.h"

namespace paas {

/// How sure a fix is; a preferred one is offered first.
struct Certainty {
  bool safe;
  bool preferred;
};
inline constexpr Certainty sure{true, true};       // nothing else can have been meant
inline constexpr Certainty likely{false, true};    // the usual way out; a person should look
inline constexpr Certainty drastic{false, false};  // takes something away

/// Where the YAML around `place` may stand: a docstring, or the whole file.
Range bounds_of(const File& file, Range place);
/// The editor of the fragment in which `place` stands.
yaml::Editor editor_of(const File& file, Range place);

/// The scalar or collection whose range is exactly that; `no_node` where there is none.
yaml::NodeId node_at(const File& file, Range range);
/// The decoded text of that scalar; empty where there is none.
std::string_view text_at(const File& file, Range range);
/// The key under which a value stands, or `no_node`.
yaml::NodeId key_of(const File& file, yaml::NodeId value);
bool is_key(const File& file, yaml::NodeId node);

/// Fixes of one edit; none where there is no edit.
std::vector<Fix> one_fix(std::string title, const File& file, std::optional<yaml::Replacement> edit,
                         Certainty certainty);
/// Another text for the scalar at `range`, in its quotes.
std::vector<Fix> rewrite_scalar(const Check& check, Range range, std::string_view text, Certainty certainty);
/// Removal of the entry whose key stands at `key`.
std::vector<Fix> remove_entry(const Check& check, Range key, Certainty certainty);
/// Removal of the item of a list that stands at `range`.
std::vector<Fix> remove_item(const Check& check, Range range, Certainty certainty);

void append(std::vector<Fix>& fixes, std::vector<Fix> more);

using schema::entry_of;
using schema::title_of;

}  // namespace paas
