// The settings file `paas.yaml`.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/generation.h"
#include "core/text/result.h"

namespace paas {

struct File;

/// What a `paas.yaml` says; the schema `settings` describes each key.
struct Settings {
  std::string path;        // empty for the defaults
  std::string directory;   // what relative paths are relative to
  std::string name;        // the app's name, or empty
  std::string package;     // the directory of the app's package, or empty
  std::string generation;  // the name of one that comes with the program, or a folder of schemas; empty: recognised
  std::shared_ptr<const Generation> own_generation;  // that of the folder
  std::string repository;  // what they name lies in it, or the user trusts them; empty: nothing is refused
  bool are_trusted = false;
  std::vector<std::string> environment;
  std::vector<std::string> exclude;             // globs, relative to `directory`
  std::map<std::string, std::string> severity;  // rule code -> error, warning, information, hint, off
  std::vector<std::string> permissions;         // known beyond those of AWS
  std::vector<std::string> layers;              // known beyond those of the environment
  std::string stage;                            // whose values hold; may be empty
  std::shared_ptr<const File> file;             // the file as a fragment, with its problems; nullptr for the defaults
  std::shared_ptr<const File> values;  // the variables that it sets, as an environment; nullptr for the defaults

  /// What a name in them means, relative to `directory`: without `.`, `..` and a slash at the end.
  std::string path_of(std::string_view name) const;
  /// The folder of schemas that `generation` names, where it names one.
  std::string schemas_folder() const { return path_of(generation); }
};

/// Reads a settings file. Of one with mistakes, what is right holds; the mistakes are in `file`. A `stage` wins over
/// the file's.
Settings parse_settings(std::string path, std::string text, std::string_view stage = {});

/// The generation of settings files.
const std::shared_ptr<const Generation>& settings_generation();

/// True if `path` (below the settings' directory) matches one of the `exclude` globs, or lies below a match.
bool is_excluded(const Settings& settings, std::string_view path);

}  // namespace paas
