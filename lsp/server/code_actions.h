// What can be done at a place: fixes, comments that ignore, migrations; offered by one method, worked out by another.
// LSP 3.17, Code Action Request and Code Action Resolve Request
#pragma once

#include <string_view>

#include "core/rules/fix.h"
#include "lsp/server/feature.h"

namespace paas::lsp {

inline constexpr const char* fix_all_kind = "source.fixAll.paas";
/// Lays out the fragments; not a kind of `source.fixAll`, so that it happens on saving only where that is asked for.
inline constexpr const char* format_kind = "source.format.paas-lsp";

/// An edit of the workspace that does what a fix does.
Json edit_of(const Request& request, const Fix& fix);
/// What all safe fixes make of a file; null where there is nothing to fix.
Json fix_all_edit(const Request& request, const Subject& subject);
/// What the migration of an app changes, for a person to confirm; an error where a person has to do something first.
/// `only`: the path of the one file that is to change; empty: all.
Result<Json> migration_edit(const Request& request, const App& app, std::string_view only);

}  // namespace paas::lsp
