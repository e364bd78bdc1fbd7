// The deployer's naming functions: every name that it makes goes through one of these. ASCII only, like the names.
#pragma once

#include <string>
#include <string_view>

namespace paas::names {

/// Splits on `-` and `_`, upper-cases the first letter of each piece, lower-cases the rest, joins:
/// `foo-bar` -> `FooBar`, `fooBar` -> `Foobar`. The logical id of a resource is `hungarorise(namespace-kind)`.
std::string hungarorise(std::string_view text);

/// Writes `-` before every character but the first that is no lower-case letter, then lower-cases: `fooBar` ->
/// `foo-bar`, `x9` -> `x-9`. Not the inverse of `hungarorise` (a quirk of the deployer).
std::string dehungarorise(std::string_view text);

/// Upper-cases and turns `-` into `_`: the environment variable of a name.
std::string uppercase(std::string_view text);

/// `APP_TABLE` -> `app-table`: the name that a variable stands for.
std::string dashed(std::string_view variable);

/// The words of an endpoint's path, split on non-word characters, lower-cased and joined with `-`:
/// `/v1/orders/{id}` -> `v1-orders-id`.
std::string words_of_path(std::string_view path);

}  // namespace paas::names
