// The parts that hover is put together from; Markdown.
#pragma once

#include <string>

#include "core/app/app.h"
#include "core/query/meaning.h"

namespace paas::query {

/// What a key of a fragment means: what may stand there, what stands there now, what holds if nothing does.
std::string describe_key(const Meanings& meanings, const Spot& spot);

/// What a scalar means: a constant, a permission, a route, a rate. For all else the key, or nothing where the scalar is
/// the name of a symbol, which says more.
std::string describe_value(const App& app, const Meanings& meanings, const Spot& spot, bool is_name);

/// What the fragment as a whole is, what holds in it, and what is made for it.
std::string describe_fragment(const App& app, const Meanings& meanings, yaml::NodeId body);

/// A place as people know it: the path from the folder of the package on, and the line.
std::string place_text(const App& app, const File& file, Range range);

/// What the symbol at a place is, where it comes from and how often it is used.
std::string describe_symbol(const App& app, const File& file, const Occurrence& occurrence, std::string_view written);

/// What a word of the language makes and needs beside what its key says.
std::string describe_word(const App& app, const File& file, const std::vector<const Occurrence*>& uses);

}  // namespace paas::query
