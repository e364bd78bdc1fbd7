// Tells secrets from other values.
#include "core/app/shown_value.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/app/settings.h"

namespace paas {

namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

bool has_any(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

// A word of people, or a short number: nothing that somebody drew by lot.
bool is_word(std::string_view text) {
  constexpr std::size_t long_word = 16;
  constexpr std::size_t long_number = 4;
  if (text.starts_with('v') && text.size() > 1 && is_digit(text[1])) text.remove_prefix(1);
  const bool is_number = std::all_of(text.begin(), text.end(), is_digit);
  if (is_number) return text.size() <= long_number;
  return text.size() <= long_word && std::all_of(text.begin(), text.end(), is_lower);
}

// `lambdas.zip`, `builds/shop-v2.zip`: an artifact, as the keys of buckets name them.
bool is_file_name(std::string_view value) {
  constexpr std::array<std::string_view, 8> ends{".zip", ".tar", ".gz", ".jar", ".whl", ".json", ".yaml", ".yml"};
  constexpr std::size_t long_path = 60;
  if (value.size() > long_path) return false;
  if (std::none_of(ends.begin(), ends.end(), [&](std::string_view end) { return value.ends_with(end); })) return false;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of("/.-_"), value.size());
    if (!is_word(value.substr(0, end))) return false;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return true;
}

// What no person would remember.
bool has_long_word(std::string_view value) {
  constexpr std::size_t long_word = 24;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of(" \t\r\n"), value.size());
    const std::string_view word = value.substr(0, end);
    if (word.size() >= long_word && word.find_first_of("/:.") == std::string_view::npos) return true;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return false;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// Capital and small letters and digits, without an order that a person would give them.
bool is_mixed(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_upper) && std::any_of(text.begin(), text.end(), is_lower) &&
         std::any_of(text.begin(), text.end(), is_digit);
}

bool is_base64(char c) { return is_upper(c) || is_lower(c) || is_digit(c) || c == '+' || c == '/' || c == '='; }

bool is_hexadecimal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// A part of an address, a path or a list that somebody drew by lot; a secret key of AWS has slashes in it.
bool has_random_part(std::string_view value) {
  constexpr std::size_t length_of_aws_key = 40;
  constexpr std::size_t long_part = 20;
  constexpr std::size_t long_number = 32;
  if (value.size() == length_of_aws_key && std::all_of(value.begin(), value.end(), is_base64) && is_mixed(value))
    return true;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of(" \t\r\n/.:;,=&?%\"'"), value.size());
    const std::string_view part = value.substr(0, end);
    if (part.size() >= long_part && is_mixed(part)) return true;
    if (part.size() >= long_number && std::all_of(part.begin(), part.end(), is_hexadecimal)) return true;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return false;
}

// A word of a name: `PW` in `MONGO_PW`, and not in `PWA_URL`.
bool has_word(std::string_view name, std::initializer_list<std::string_view> words) {
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of("_-."), name.size());
    if (std::find(words.begin(), words.end(), name.substr(0, end)) != words.end()) return true;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return false;
}

// The keys of settings that set no variables.
bool sets_no_variable(std::string_view key) {
  constexpr std::array<std::string_view, 8> keys{"name",    "generation", "package",     "environment",
                                                 "exclude", "severity",   "permissions", "stage"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

bool may_show(std::string_view name, std::string_view value) {
  if (value.empty()) return true;
  const std::string upper_name = upper(name);
  if (has_any(upper_name, {"SECRET", "TOKEN", "PASS", "PWD", "CRED", "WEBHOOK", "DSN", "COOKIE", "PRIVATE", "AUTHORI"}))
    return false;
  if (has_word(upper_name, {"PW", "AUTH", "PIN", "SALT", "OTP", "JWT", "BEARER"})) return false;
  // The key of an object in a bucket is no key of anything else.
  if (has_any(upper_name, {"KEY"})) return is_file_name(value);
  // Whoever knows the address of a webhook may use it.
  if (has_any(upper(value), {"://HOOKS.", "WEBHOOK"})) return false;
  if (value.find('@') != std::string::npos) return false;
  // The beginnings of well-known ones.
  for (const std::string_view begin :
       {"sk_",  "rk_", "sk-", "ghp_",    "gho_", "ghs_", "github_pat_", "glpat-", "xox",  "xapp-", "AKIA",
        "ASIA", "eyJ", "SG.", "dop_v1_", "hvs.", "hvb.", "npm_",        "pypi-",  "AIza", "ya29.", "-----BEGIN"}) {
    if (value.starts_with(begin)) return false;
  }
  if (has_any(upper(value), {"ACCOUNTKEY=", "ACCESSKEY=", "PASSWORD=", "PWD=", "SIG=", "TOKEN=", "SECRET="}))
    return false;
  return !has_long_word(value) && !has_random_part(value);
}

bool may_show(const Variable& variable) { return may_show(variable.name, variable.value); }

std::string shown_value(const Variable& variable) { return may_show(variable) ? variable.value : "…"; }

bool may_hold_values(const File& file, Range range) {
  if (file.kind == FileKind::environment) return true;
  if (file.generation != settings_generation()) return false;
  const yaml::Document& document = file.document;
  const bool is_understood = file.trouble == Trouble::none && document.complete() && document.problems().empty() &&
                             document.kind(document.root()) == yaml::Kind::mapping;
  if (!is_understood) return true;
  // There are a dozen keys; to look through thousands would take its time.
  constexpr std::uint32_t most_keys = 100;
  if (document.entry_count(document.root()) > most_keys) return true;
  // An entry goes on until the next one begins.
  std::map<std::uint32_t, std::string_view> begins;
  for (std::uint32_t i = 0; i < document.entry_count(document.root()); ++i) {
    const yaml::NodeId key = document.entry(document.root(), i).key;
    begins.emplace(document.range(key).begin, document.text(key));
  }
  auto entry = begins.upper_bound(range.begin);
  if (entry == begins.begin()) return true;
  for (--entry; entry != begins.end() && (entry->first < range.end || entry->first <= range.begin); ++entry) {
    if (!sets_no_variable(entry->second)) return true;
  }
  return false;
}

}  // namespace paas
