// IP addresses and networks, versions 4 and 6.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace paas::events {

/// A network address in CIDR notation (RFC 4632, RFC 4291).
struct Network {
  std::array<std::uint8_t, 16> address = {};  // the first four bytes of version 4
  bool is_v6 = false;
  unsigned bits = 0;
};

/// `10.0.0.0/24`, `2001:db8::/32`. What stands behind the prefix does not count.
std::optional<Network> parse_network(std::string_view text);

/// Whether `text` is an address of the network.
bool contains(const Network& network, std::string_view text);

}  // namespace paas::events
