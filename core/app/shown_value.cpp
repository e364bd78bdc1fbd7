// Tells secrets from other values.
#include "core/app/shown_value.h"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>
#include <vector>

#include "core/app/settings.h"
#include "core/text/characters.h"

namespace paas {

namespace {

template <typename Test>
bool are_all(std::string_view text, const Test& test) {
  return std::all_of(text.begin(), text.end(), test);
}

template <typename Test>
std::size_t count(std::string_view text, const Test& test) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), test));
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool is_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// The pieces of `text` between `separators`, without those that are empty.
std::vector<std::string_view> pieces(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) found.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

// `DB_PASS` and `dbPass` have the words DB and PASS.
std::vector<std::string> words_of_name(std::string_view name) {
  std::string spaced;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && is_upper(name[i]) && is_lower(name[i - 1])) spaced += '_';
    spaced += name[i];
  }
  std::vector<std::string> words;
  for (const std::string_view piece : pieces(spaced, "_-. ")) words.push_back(upper(piece));
  return words;
}

// A word of people, or a short number: nothing that somebody drew by lot.
bool is_word(std::string_view text) {
  constexpr std::size_t long_word = 16;
  constexpr std::size_t long_number = 4;
  if (text.size() > 1 && (text[0] == 'v' || text[0] == 'V') && is_digit(text[1])) text.remove_prefix(1);
  if (are_all(text, is_digit)) return text.size() <= long_number;
  if (text.size() > 1 && is_upper(text[0]) && is_lower(text[1])) text.remove_prefix(1);
  const bool is_acronym = text.size() <= 5 && are_all(text, is_upper);
  return text.size() <= long_word && (are_all(text, is_lower) || is_acronym);
}

// `shop-orders-table-production`, `CustomerOrderMail2`: what a person made of words. Single letters do not count, as
// most of what is drawn by lot falls into them.
bool is_made_of_words(std::string_view text) {
  for (const std::string_view piece : pieces(text, "-_")) {
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= piece.size(); ++i) {
      const bool is_end = i == piece.size() || (is_upper(piece[i]) && !is_upper(piece[i - 1])) ||
                          is_digit(piece[i]) != is_digit(piece[i - 1]);
      if (!is_end) continue;
      const std::string_view part = piece.substr(begin, i - begin);
      if (!is_word(part) || (part.size() == 1 && !is_digit(part[0]) && piece.size() > 1)) return false;
      begin = i;
    }
  }
  return true;
}

// `lambdas.zip`, `builds/shop-v2.zip`: an artifact, as the keys of buckets name them.
bool is_file_name(std::string_view value) {
  constexpr std::array<std::string_view, 8> ends{".zip", ".tar", ".gz", ".jar", ".whl", ".json", ".yaml", ".yml"};
  constexpr std::size_t long_path = 60;
  if (value.size() > long_path) return false;
  if (std::none_of(ends.begin(), ends.end(), [&](std::string_view end) { return value.ends_with(end); })) return false;
  const std::vector<std::string_view> parts = pieces(value, "/.-_");
  return std::all_of(parts.begin(), parts.end(), is_word);
}

// `support@example.com`, without a name or a password before it.
bool is_address(std::string_view value) {
  const std::size_t at = value.find('@');
  const auto is_plain = [](char c) { return is_lower(c) || c == '.' || c == '-'; };
  return at != 0 && at != std::string_view::npos && are_all(value.substr(0, at), is_plain) &&
         are_all(value.substr(at + 1), is_plain) && value.substr(at).find('.') != std::string_view::npos;
}

// `subnet-0123456789abcdef0`: an identifier that AWS gave, and that is on every page of its console.
bool is_aws_id(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return false;
  return is_any(text.substr(0, dash), {"subnet", "vpc", "sg", "i", "ami", "eni", "rtb", "igw", "nat", "vol", "snap",
                                       "lt", "tgw", "vpce", "acl", "eipalloc"}) &&
         are_all(text.substr(dash + 1), is_hex_digit);
}

// Something between separators that nobody would remember.
bool is_random(std::string_view part) {
  if (is_made_of_words(part) || is_aws_id(part)) return false;
  const std::size_t digits = count(part, is_digit);
  const std::size_t capitals = count(part, is_upper);
  const std::size_t small = count(part, is_lower);
  const bool is_mixed = digits > 0 && capitals > 0 && small > 0;
  if (part.size() >= 12 && is_mixed) return true;
  if (part.size() >= 12 && are_all(part, is_hex_digit) && digits > 2 && capitals + small > 1) return true;
  if (part.size() >= 16 && digits > 1 && capitals + small > 1 && part.find('-') == std::string_view::npos) return true;
  // Letters alone, in no order.
  return part.size() >= 20 && part.find('-') == std::string_view::npos && (digits > 0 || (capitals > 2 && small > 2));
}

bool has_random_part(std::string_view value) {
  constexpr std::string_view separators = " \t\r\n/.:;,=&?%\"'(){}[]<>|@+";
  for (const std::string_view part : pieces(value, separators)) {
    if (is_random(part)) return true;
    for (const std::string_view piece : pieces(part, "-_")) {
      if (is_random(piece) && !is_aws_id(part)) return true;
    }
  }
  return false;
}

// What a password manager makes, and what is one piece of many characters.
bool is_password(std::string_view value) {
  constexpr std::size_t short_one = 10;
  constexpr std::size_t long_one = 24;
  if (value.size() < short_one || value.find_first_of(" \t\r\n") != std::string_view::npos) return false;
  if (value.find("://") != std::string_view::npos || is_aws_id(value)) return false;
  const bool is_mixed = count(value, is_digit) > 0 && count(value, is_upper) > 0 && count(value, is_lower) > 0;
  // The secret key of AWS has slashes.
  constexpr std::size_t aws_key = 40;
  if (is_mixed && value.size() == aws_key && value.find_first_of(":.,-_") == std::string_view::npos) return true;
  if (is_mixed && value.find_first_of("!#$%^&*()+=?~{}[]|<>\\`;,'\"") != std::string_view::npos) return true;
  return value.size() >= long_one && value.find_first_of("/:.,") == std::string_view::npos && !is_made_of_words(value);
}

// `password=…`, `"client_secret": "…"`, `Authorization: Basic …`, `--password …` inside of a value.
bool names_secret(std::string_view value) {
  std::string text;  // without what may be between the word and its sign
  for (const char c : upper(value)) {
    if (c != ' ' && c != '"' && c != '\'' && c != '_' && c != '-' && c != '\\') text += c;
  }
  for (const std::string_view word :
       {"PASS", "PASSWORD", "PASSWD", "PASSPHRASE", "PASSCODE", "PWD", "SECRET", "TOKEN", "KEY", "AUTH",
        "AUTHORIZATION", "SIG", "SIGNATURE", "CREDENTIAL", "CREDENTIALS"}) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if (end + 1 < text.size() && (text[end] == '=' || text[end] == ':') && text[end + 1] != '/') return true;
    }
  }
  const std::string whole = upper(value);
  return whole.starts_with("BEARER ") || whole.starts_with("BASIC ") ||
         value.find("--password ") != std::string_view::npos;
}

bool is_well_known_secret(std::string_view value) {
  // Whoever knows the address of a webhook may use it.
  if (has_any(upper(value), {"://HOOK", "WEBHOOK", "://HC-PING."})) return true;
  for (const std::string_view begin :
       {"sk_",    "rk_",   "sk-",   "pk_live", "whsec_",     "ghp_", "gho_",      "ghs_",    "ghu_", "github_pat_",
        "glpat-", "xox",   "xapp-", "AKIA",    "ASIA",       "eyJ",  "SG.",       "dop_v1_", "hvs.", "hvb.",
        "npm_",   "pypi-", "AIza",  "ya29.",   "hf_",        "gsk_", "shpss_",    "shpat_",  "sq0",  "secret_",
        "ntn_",   "glsa_", "dapi",  "GOCSPX-", "-----BEGIN", "age1", "AGE-SECRET"}) {
    if (value.starts_with(begin)) return true;
  }
  return false;
}

// The word of a name that says that its value is a secret.
bool is_secret_word(std::string_view word) {
  if (is_any(word, {"COMPASS", "BYPASS", "SURPASS", "TRESPASS", "ENCOMPASS", "UNDERPASS", "OVERPASS", "MONKEY",
                    "TURKEY", "DONKEY", "HOCKEY", "WHISKEY", "JOCKEY", "KEYNOTE"}))
    return false;
  if (has_any(word, {"SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSWORT", "PASSPHRASE", "PASSCODE", "CREDENTIAL",
                     "WEBHOOK", "APIKEY"}))
    return true;
  if (word.ends_with("PASS") || word.ends_with("PW") || word.ends_with("PWD") || word.ends_with("KEY") ||
      word.ends_with("KEYS"))
    return true;
  return is_any(word,
                {"PSW",           "PSK",       "CRED",     "CREDS",     "DSN",      "COOKIE", "PRIVATE", "AUTH",
                 "AUTHORIZATION", "OAUTH",     "OAUTH2",   "BASICAUTH", "KENNWORT", "PIN",    "PINCODE", "SALT",
                 "PEPPER",        "OTP",       "TOTP",     "MFA",       "2FA",      "JWT",    "BEARER",  "HMAC",
                 "SIGNING",       "SIGNATURE", "MNEMONIC", "SEED",      "RECOVERY", "CSRF",   "LICENSE", "SESSION"});
}

// `TOKEN_EXPIRY`, `MAX_TOKENS`, `SORT_KEY`: something about it, if the value is nothing but a word.
bool is_about_secret(const std::vector<std::string>& words) {
  if (words.empty()) return false;
  const std::string& first = words.front();
  const std::string& last = words.back();
  if (is_any(first, {"MAX", "MIN", "NUM", "NUMBER"})) return true;
  if (is_any(last,
             {"EXPIRY",  "TTL",    "TIMEOUT", "LENGTH", "LIMIT",     "COUNT",   "AGE",     "ENABLED", "MODE", "DOMAIN",
              "PREFIX",  "SUFFIX", "NAME",    "TYPE",   "HEADER",    "VERSION", "ARN",     "REGION",  "SIZE", "ISSUER",
              "SECONDS", "HOURS",  "MINUTES", "DAYS",   "ALGORITHM", "SUBNET",  "SUBNETS", "AUDIENCE"}))
    return true;
  // Whoever knows the address of a webhook may use it.
  if (is_any(last, {"URL", "PATH"}))
    return !has_any(words[words.size() - std::min<std::size_t>(words.size(), 2)], {"WEBHOOK"});
  return last == "KEY" && words.size() > 1 &&
         is_any(words[words.size() - 2], {"PARTITION", "SORT", "HASH", "RANGE", "FOREIGN", "PRIMARY", "CACHE"});
}

bool is_number_or_switch(std::string_view value) {
  constexpr std::size_t long_number = 7;
  const std::string text = upper(value);
  return is_any(text, {"TRUE", "FALSE", "YES", "NO", "ON", "OFF"}) ||
         (value.size() <= long_number && are_all(value, is_digit));
}

// An address of the web without anything in it but words.
bool is_plain_url(std::string_view value) {
  if (!value.starts_with("https://") && !value.starts_with("http://")) return false;
  if (value.find_first_of("?#@") != std::string_view::npos) return false;
  const std::vector<std::string_view> parts = pieces(value, ":/.");
  return std::all_of(parts.begin(), parts.end(), is_made_of_words);
}

bool is_arn(std::string_view value) {
  return value.starts_with("arn:aws") && value.find_first_of(" \t\r\n\"'=") == std::string_view::npos;
}

// The keys of settings that set no variables.
bool sets_no_variable(std::string_view key) {
  constexpr std::array<std::string_view, 8> keys{"name",    "generation", "package",     "environment",
                                                 "exclude", "severity",   "permissions", "stage"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

bool may_show(std::string_view name, std::string_view value) {
  if (value.empty() || is_any(upper(value), {"TRUE", "FALSE"})) return true;
  const std::vector<std::string> words = words_of_name(name);
  const bool is_named = std::any_of(words.begin(), words.end(), is_secret_word);
  if (is_named) {
    // The key of an object in a bucket is no key of anything else.
    const bool is_key = std::any_of(words.begin(), words.end(), [](const std::string& word) { return word == "KEY"; });
    if (is_key && is_file_name(value)) return true;
    const bool is_harmless =
        is_number_or_switch(value) || is_made_of_words(value) || is_plain_url(value) || is_aws_id(value);
    return (is_about_secret(words) && is_harmless) || is_arn(value);
  }
  if (is_well_known_secret(value)) return false;
  if (is_arn(value) || is_address(value)) return true;
  if (value.find('@') != std::string_view::npos) return false;
  return !names_secret(value) && !is_password(value) && !has_random_part(value);
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
