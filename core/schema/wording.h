// Pieces of the sentences that problems are told in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/schema/compiled.h"

namespace paas::schema {

/// `text` as a Markdown code span: on one line and of bearable length.
std::string code(std::string_view text);

/// `a`, `b` and `c` (or another `conjunction`), cut after a few.
std::string code_list(const std::vector<std::string>& texts, std::string_view conjunction);

/// "an integer or a list".
std::string type_names(Types types);

/// "key `a`", "keys `a` and `b`".
std::string key_names(const std::vector<std::string>& keys);

/// A number without needless zeros.
std::string number_text(double number);

/// A string as it is, all else as JSON.
std::string text_of(const Json& value);

}  // namespace paas::schema
