// What the tests of recorded results share: reading the records, and judging the apps in them.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "catch.h"
#include "core/app/group.h"
#include "core/rules/rule.h"

namespace paas::oracle {

/// Where an app is refused.
struct Place {
  std::string code;
  std::string path;
  std::uint32_t line;  // zero-based
};

inline bool is_at(const Diagnostic& diagnostic, const Place& place) {
  const Lines lines(diagnostic.file->text);
  return diagnostic.rule->code == place.code && diagnostic.file->path == place.path &&
         lines.line_of(diagnostic.range.begin) == place.line;
}

/// Nothing, and a word about it, where `PAAS_ORACLE` names no folder.
inline std::optional<nlohmann::json> read_records(const std::string& name) {
  const char* folder = std::getenv("PAAS_ORACLE");
  if (folder == nullptr) {
    std::cout << "skipped: PAAS_ORACLE names no folder with " << name << "\n";
    return std::nullopt;
  }
  std::ifstream file(std::string(folder) + "/" + name);
  REQUIRE(file);
  return nlohmann::json::parse(file);
}

/// Apps made of texts in memory, and what the rules say about them.
struct Checked {
  std::vector<std::shared_ptr<const App>> apps;
  std::vector<Diagnostic> diagnostics;

  explicit Checked(const std::map<std::string, std::string>& files) {
    std::vector<Source> sources;
    for (const auto& [path, text] : files) {
      const auto kind = kind_of_path(path);
      if (kind == FileKind::environment) sources.push_back({analyze_environment(path, text)});
      if (kind && kind != FileKind::environment) sources.push_back({analyze(path, *kind, text), true});
    }
    apps = group({sources, {}, {}});
    for (const auto& app : apps) {
      if (app->root() != nullptr) add(*app, *app->root());
      for (const Handler& handler : app->handlers()) add(*app, *handler.file);
      for (const auto& environment : app->environments()) add(*app, *environment);
    }
  }

  std::vector<const Diagnostic*> errors() const {
    std::vector<const Diagnostic*> errors;
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::error) errors.push_back(&diagnostic);
    }
    return errors;
  }

 private:
  void add(const App& app, const File& file) {
    for (Diagnostic& diagnostic : check_file(app, file)) diagnostics.push_back(std::move(diagnostic));
  }
};

}  // namespace paas::oracle
