// Which files may be read: nothing leads out of a repository but what its user says.
#pragma once

#include <optional>
#include <string>

#include "core/files/file_system.h"

#include "core/files/file_system.h"

namespace paas::files {

/// The repository of a folder: the nearest folder at or above it with a `.git`. Without one it is `named`, the folder
/// that the user named, if the folder lies in it, and else the folder itself. Where a link leads out of the repository
/// to the folder that the user named, that one is meant. All are absolute.
std::string repository_of(const FileSystem& files, const std::string& path, const std::string& named);

/// Whether a path is the folder or lies in it, links followed. What does not exist lies where it would be made.
bool lies_in(const FileSystem& files, const std::string& path, const std::string& folder);

/// Why a file that was found in a repository is not read: it is a symbolic link that leads out of it, or nowhere, or
/// one is on the way to it. Links are never followed out, whoever is trusted.
std::optional<std::string> refuse_link(const FileSystem& files, const std::string& path, const std::string& repository);

/// Why what was named on the command line is not entered: it is a link that leads out of a repository above it, or one
/// is on the way. Who has a list of changed files checked names what a stranger committed.
std::optional<std::string> refuse_way(const FileSystem& files, const std::string& path);

/// The path that a link on the disk names, whatever is there; empty where `path` is no link.
std::string named_by_link(const std::string& path);

/// Why a file or folder that settings name is not read: it lies outside of their repository, and the user did not say
/// that these settings are trusted; or a link in the repository leads there.
std::optional<std::string> refuse_named(const FileSystem& files, const std::string& path, const std::string& repository,
                                        bool trusts_settings);

}  // namespace paas::files
