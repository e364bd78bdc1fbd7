// Resolution of URI references.
#include "core/schema/uri.h"

#include <cctype>

namespace paas::schema {
namespace {

/// The parts keep their delimiters: `http:`, `//host`, `/path`, `?query`, `#fragment`.
struct Parts {
  std::string_view scheme, authority, path, query, fragment;
};

std::string_view take_scheme(std::string_view uri) {
  if (uri.empty() || !std::isalpha(static_cast<unsigned char>(uri[0]))) return {};
  for (std::size_t i = 1; i < uri.size(); ++i) {
    const auto letter = static_cast<unsigned char>(uri[i]);
    if (letter == ':') return uri.substr(0, i + 1);
    if (!std::isalnum(letter) && letter != '+' && letter != '-' && letter != '.') return {};
  }
  return {};
}

Parts parts_of(std::string_view uri) {
  Parts parts;
  const std::size_t hash = std::min(uri.find('#'), uri.size());
  parts.fragment = uri.substr(hash);
  uri = uri.substr(0, hash);
  const std::size_t question = std::min(uri.find('?'), uri.size());
  parts.query = uri.substr(question);
  uri = uri.substr(0, question);
  parts.scheme = take_scheme(uri);
  uri.remove_prefix(parts.scheme.size());
  if (uri.starts_with("//")) {
    parts.authority = uri.substr(0, std::min(uri.find('/', 2), uri.size()));
    uri.remove_prefix(parts.authority.size());
  }
  parts.path = uri;
  return parts;
}

/// RFC 3986, section 5.2.4.
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./") || path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/." || path == "/..") {
      if (path == "/..") out.erase(std::min(out.rfind('/'), out.size()));
      out += '/';
      break;
    } else if (path.starts_with("/../")) {
      path.remove_prefix(3);
      out.erase(std::min(out.rfind('/'), out.size()));
    } else if (path == "." || path == "..") {
      break;
    } else {
      const std::size_t end = std::min(path.find('/', 1), path.size());
      out += path.substr(0, end);
      path.remove_prefix(end);
    }
  }
  return out;
}

std::string joined(std::string_view scheme, std::string_view authority, std::string_view path, std::string_view query,
                   std::string_view fragment) {
  std::string uri(scheme);
  for (const std::string_view part : {authority, path, query, fragment}) uri += part;
  return uri;
}

}  // namespace

std::string resolve_uri(std::string_view base_text, std::string_view reference_text) {
  const Parts base = parts_of(base_text);
  const Parts reference = parts_of(reference_text);
  if (!reference.scheme.empty()) {
    // A path that does not begin with a slash (`urn:...`) is opaque.
    const bool opaque = !reference.path.starts_with('/');
    const std::string path = opaque ? std::string(reference.path) : without_dots(reference.path);
    return joined(reference.scheme, reference.authority, path, reference.query, reference.fragment);
  }
  if (!reference.authority.empty()) {
    return joined(base.scheme, reference.authority, without_dots(reference.path), reference.query, reference.fragment);
  }
  if (reference.path.empty()) {
    return joined(base.scheme, base.authority, base.path, reference.query.empty() ? base.query : reference.query,
                  reference.fragment);
  }
  std::string path(reference.path);
  if (!path.starts_with('/')) {
    const std::size_t slash = base.path.rfind('/');
    if (slash != std::string_view::npos) {
      path.insert(0, base.path.substr(0, slash + 1));
    } else if (!base.authority.empty()) {
      path.insert(0, "/");
    }
  }
  return joined(base.scheme, base.authority, without_dots(path), reference.query, reference.fragment);
}

std::pair<std::string_view, std::string_view> split_fragment(std::string_view uri) {
  const std::size_t hash = uri.find('#');
  if (hash == std::string_view::npos) return {uri, {}};
  return {uri.substr(0, hash), uri.substr(hash + 1)};
}

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char letter) {
    return std::isdigit(static_cast<unsigned char>(letter)) ? letter - '0' : (letter | 0x20) - 'a' + 10;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded = text[i] == '%' && i + 2 < text.size() &&
                         std::isxdigit(static_cast<unsigned char>(text[i + 1])) &&
                         std::isxdigit(static_cast<unsigned char>(text[i + 2]));
    if (!encoded) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
    i += 2;
  }
  return out;
}

}  // namespace paas::schema
