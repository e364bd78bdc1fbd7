// A fragment to be written: new keys, and values that are taken over from an old fragment as they stand there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/app/file.h"

namespace paas::migrate {

/// An entry of a mapping that is to be written. Its value is a text, a node of the old fragment, or other entries.
struct Output {
  std::string key;
  std::string text = {};  // YAML of a scalar or in flow style
  yaml::NodeId value = yaml::no_node;
  std::vector<Output> children = {};
  yaml::NodeId comments = yaml::no_node;  // the key of the old fragment whose comments go along
};

/// The comments that belong to a key of an old fragment: lines above it, and what stands behind it in its line.
std::vector<std::string> comments_of(const File& file, yaml::NodeId key);

/// `infra:` with the entries below it. `comments` come first. Each line ends with LF.
std::string write_fragment(const File* file, const std::vector<Output>& entries,
                           const std::vector<std::string>& comments);

/// What the entries mean, as JSON with sorted keys.
std::string meaning_of(const File* file, const std::vector<Output>& entries);
/// What a node of a fragment means, as JSON with sorted keys.
std::string meaning_of(const yaml::Document& document, yaml::NodeId node);

}  // namespace paas::migrate
