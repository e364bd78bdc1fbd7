// Compares paths after all links are followed.
#include "core/files/boundary.h"

#include <filesystem>

#include "core/files/system.h"

namespace paas::files {

namespace {

constexpr const char* on_the_way = "a symbolic link on the way to it leads out of ";

// Of what exists of it; the rest as it is written.
std::string real_place(const FileSystem& files, const std::string& path) {
  std::string existing = path;
  std::string found = files.real_path(existing);
  while (found.empty() && existing.size() > 1) {
    existing = folder_of(existing);
    found = files.real_path(existing);
  }
  const std::string rest = existing.size() < path.size() ? path.substr(existing.size()) : std::string();
  if (rest.empty()) return found;
  return (found == "/" ? "" : found) + (rest.starts_with('/') ? "" : "/") + rest;
}

bool is_below(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder.ends_with('/') ? folder : folder + "/");
}

bool is_link(const FileSystem& files, const std::string& path) { return files.kind(path) == Kind::link; }

bool is_repository(const FileSystem& files, const std::string& folder) {
  return files.kind(folder + "/.git") != Kind::nothing;
}

std::string normal(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }

}  // namespace

std::string repository_of(const FileSystem& files, const std::string& path, const std::string& named) {
  std::string folder = normal(path);  // settings may name `..`
  if (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  const bool is_named = !named.empty() && is_below(folder, named);
  for (std::string at = folder; at.size() > 1; at = folder_of(at)) {
    if (!is_repository(files, at)) continue;
    const bool leads_out = is_named && is_below(named, at) && !lies_in(files, named, at);
    return leads_out ? named : at;
  }
  return is_named ? named : folder;
}

bool lies_in(const FileSystem& files, const std::string& path, const std::string& folder) {
  return is_below(real_place(files, path), real_place(files, folder));
}

std::optional<std::string> refuse_link(const FileSystem& files, const std::string& path,
                                       const std::string& repository) {
  const std::string target = files.real_path(path);
  if (target.empty() && is_link(files, path)) return "a symbolic link that leads nowhere";
  if (target.empty() || is_below(target, real_place(files, repository)))
    return std::nullopt;  // reading says what is wrong
  return std::string(is_link(files, path) ? "a symbolic link that leads out of " : on_the_way) + repository;
}

std::optional<std::string> refuse_way(const FileSystem& files, const std::string& path) {
  const std::string what = is_link(files, path) ? "a symbolic link that leads out of " : on_the_way;
  for (std::string at = folder_of(path); at.size() > 1; at = folder_of(at)) {
    if (is_repository(files, at) && !lies_in(files, path, at)) return what + at + "; name where it leads to";
  }
  return std::nullopt;
}

std::string named_by_link(const std::string& path) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::read_symlink(path, error);
  return error ? std::string() : normal((std::filesystem::path(folder_of(path)) / target).string());
}

std::optional<std::string> refuse_named(const FileSystem& files, const std::string& path, const std::string& repository,
                                        bool trusts_settings) {
  if (lies_in(files, path, repository)) return std::nullopt;
  if (is_below(normal(path), repository)) return std::string(on_the_way) + repository;
  if (trusts_settings) return std::nullopt;
  return "it lies outside of " + repository +
         ", and is only read where you trust these settings: with `--trust-settings`, or in a workspace that the "
         "editor trusts";
}

}  // namespace paas::files
