// Sorts diagnostics and hands them to the format that was asked for.
#include "cli/report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "cli/report/format.h"

namespace paas::report {

namespace {

constexpr std::size_t max_remembered_files = 64;  // reports go file by file

/// 64-bit FNV-1a: the same on every machine, which std::hash does not promise.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
  return hash;
}

}  // namespace

Report::Report(const std::vector<Diagnostic>& diagnostics, const Summary& summary, const Options& options)
    : summary_(summary), options_(options) {
  for (const Diagnostic& diagnostic : diagnostics) {
    diagnostics_.push_back(&diagnostic);
  }
  const auto key = [this](const Diagnostic& diagnostic) {
    return std::tuple(path(*diagnostic.file), diagnostic.range.begin, diagnostic.range.end, diagnostic.severity,
                      diagnostic.rule->code, std::string_view(diagnostic.message));
  };
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                   [&](const Diagnostic* left, const Diagnostic* right) { return key(*left) < key(*right); });
}

std::shared_ptr<const Lines> Report::lines(const File& file) const {
  const auto found = lines_.find(&file);
  if (found != lines_.end()) return found->second;
  if (lines_.size() >= max_remembered_files) lines_.clear();
  return lines_[&file] = std::make_shared<const Lines>(file.text);
}

std::string_view Report::path(const File& file) const {
  std::string_view path = file.path;
  std::string_view base = options_.base_directory;
  if (base.empty() || !path.starts_with(base)) return path;
  path.remove_prefix(base.size());
  if (base.ends_with('/')) return path;
  if (!path.starts_with('/')) return file.path;
  return path.substr(1);
}

std::vector<std::string> Report::fingerprints() const {
  std::vector<std::string> out;
  std::map<std::string, std::size_t> seen;
  for (const Diagnostic* diagnostic : diagnostics_) {
    std::string identity =
        fmt::format("{}\n{}\n{}", diagnostic->rule->code, path(*diagnostic->file), diagnostic->message);
    const std::size_t ordinal = seen[identity]++;
    out.push_back(fmt::format("{:016x}", hash_of(fmt::format("{}\n{}", identity, ordinal))));
  }
  return out;
}

std::string write(const std::vector<Diagnostic>& diagnostics, const Summary& summary, const Options& options) {
  const Report report(diagnostics, summary, options);
  switch (options.format) {
    case Format::text:
      return write_text(report);
    case Format::json:
      return write_json(report);
    case Format::sarif:
      return write_sarif(report);
    case Format::github:
      return write_github(report);
    case Format::gitlab:
      return write_gitlab(report);
    case Format::junit:
      return write_junit(report);
  }
  return {};
}

}  // namespace paas::report
