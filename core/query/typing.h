// Keeps a list out of the way of someone who types and has asked for nothing. Editors select the first item of a list,
// and Enter takes it; so no item may be left when what was typed is a whole value, behind which Enter ends the line.
#pragma once

#include <string_view>

#include "core/query/complete.h"

namespace paas::query {

/// Sets `filter` of the values: editors, which filter a list by themselves while one types on, find none of them once
/// any value of the list is typed in full. Leaves no item where `written`, which stands there already, is such a value.
void keep_out_of_the_way(Completion& completion, std::string_view written);

}  // namespace paas::query
