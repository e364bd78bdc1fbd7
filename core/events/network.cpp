// Reads addresses by the system's functions, which look nothing up.
#include "core/events/network.h"

#include <arpa/inet.h>

#include <charconv>
#include <string>

namespace paas::events {

namespace {

// The address alone, as a network of one.
std::optional<Network> parse_address(std::string_view text) {
  const std::string copy(text);  // ends with a zero byte; one inside would cut it
  if (text.empty() || text.find('\0') != std::string_view::npos) return std::nullopt;
  Network network;
  if (inet_pton(AF_INET, copy.c_str(), network.address.data()) == 1) {
    network.bits = 32;
    return network;
  }
  if (inet_pton(AF_INET6, copy.c_str(), network.address.data()) != 1) return std::nullopt;
  network.is_v6 = true;
  network.bits = 128;
  return network;
}

}  // namespace

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::optional<Network> network = parse_address(text.substr(0, slash));
  const std::string_view count = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), bits);
  if (!network || error != std::errc() || end != count.data() + count.size() || bits > network->bits)
    return std::nullopt;
  network->bits = bits;
  return network;
}

bool contains(const Network& network, std::string_view text) {
  const std::optional<Network> address = parse_address(text);
  if (!address || address->is_v6 != network.is_v6) return false;
  for (unsigned bit = 0; bit < network.bits; bit += 8) {
    const unsigned missing = bit + 8 > network.bits ? bit + 8 - network.bits : 0;
    const auto mask = static_cast<std::uint8_t>(0xFF << missing);
    if (((network.address[bit / 8] ^ address->address[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

}  // namespace paas::events
