// Clients that are not known yet are read side by side, so that none of them keeps the right one waiting.
#include "lsp/rpc/listen.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <list>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text/characters.h"
#include "lsp/rpc/frame.h"
#include "lsp/rpc/message.h"

namespace paas::lsp {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view unix_scheme = "unix:";
constexpr std::size_t max_strangers = 16;
constexpr std::size_t max_first_body = 1'000'000;
constexpr std::size_t max_first_header = 8192;
constexpr std::chrono::seconds patience{10};

/// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int operator*() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

Error system_error(const std::string& what) { return {what + ": " + std::strerror(errno)}; }

/// The client that was let in. What was read of it to know it is read again.
class Client : public Connection {
 public:
  Client(Descriptor socket, std::string known) : socket_(std::move(socket)), known_(std::move(known)) {}

  std::size_t read(char* data, std::size_t size) override {
    if (!known_.empty()) {
      const std::size_t count = known_.copy(data, size);
      known_.erase(0, count);
      return count;
    }
    ssize_t count = 0;
    do count = recv(*socket_, data, size, 0);
    while (count < 0 && errno == EINTR);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }

  bool write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = send(*socket_, bytes.data(), bytes.size(), 0);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

 private:
  Descriptor socket_;
  std::string known_;
};

/// The file of a Unix socket, which goes when nobody can be let in any more, also by Ctrl-C.
class SocketFile {
 public:
  explicit SocketFile(const std::string& path) {
    path.copy(socket_path.data(), socket_path.size() - 1);
    for (std::size_t i = 0; i < signals.size(); ++i) {
      struct sigaction action {};
      action.sa_handler = end;
      action.sa_flags = static_cast<int>(SA_RESETHAND);
      sigaction(signals[i], nullptr, &before_[i]);
      if (before_[i].sa_handler != SIG_IGN) sigaction(signals[i], &action, nullptr);
    }
  }
  SocketFile(const SocketFile&) = delete;
  SocketFile& operator=(const SocketFile&) = delete;
  ~SocketFile() {
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
    unlink(socket_path.data());
  }

 private:
  static constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};

  static void end(int signal) {
    unlink(socket_path.data());
    raise(signal);  // is reset, and ends the process once this returns
  }

  static inline std::array<char, sizeof(sockaddr_un::sun_path)> socket_path{};
  std::array<struct sigaction, signals.size()> before_{};
};

/// Of a client that is not known yet.
struct Stranger {
  Descriptor socket;
  Clock::time_point end;  // of the patience with it
  std::string text;       // what it sent
  std::size_t body = 0;   // where that begins, once the header is there
  std::size_t size = 0;   // of both
};

enum class Verdict : unsigned char { waits, leaves, enters };

bool begins_alike(std::string_view text, std::string_view name) {
  const std::size_t size = std::min(text.size(), name.size());
  return std::equal(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(size), text.begin(),
                    [](char a, char b) { return a == to_lower(b); });
}

// A web page can make a browser send any body to a port of its machine, behind a request line and headers of HTTP.
bool may_be_header(std::string_view text) {
  while (!text.empty() && text.front() != '\r' && text.front() != '\n') {
    if (!begins_alike(text, "content-length:") && !begins_alike(text, "content-type:")) return false;
    const std::size_t newline = text.find('\n');
    if (newline == std::string_view::npos) return true;
    text.remove_prefix(newline + 1);
  }
  return true;
}

// The time does not tell where they differ.
bool is_same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return difference == 0;
}

void answer(const Stranger& stranger, std::string_view body) {
  const std::string frame = write_frame(body);
  (void)send(*stranger.socket, frame.data(), frame.size(), MSG_DONTWAIT);
  shutdown(*stranger.socket, SHUT_WR);
}

std::optional<std::string> token_of(const Json& params) {
  if (!params.is_object()) return std::nullopt;
  const auto options = params.find("initializationOptions");
  if (options == params.end() || !options->is_object()) return std::nullopt;
  const auto token = options->find("token");
  if (token == options->end() || !token->is_string()) return std::nullopt;
  return token->get<std::string>();
}

// What is no message gets no answer.
Verdict judge_message(const Stranger& stranger, const std::optional<std::string>& token) {
  const Parsed parsed =
      parse_message(std::string_view(stranger.text).substr(stranger.body, stranger.size - stranger.body));
  if (!parsed.message || !parsed.message->is_request()) return Verdict::leaves;
  const Message& message = *parsed.message;
  if (message.method != "initialize") {
    answer(stranger, write_error(message.id, ErrorCode::server_not_initialized, "the first request is `initialize`"));
    return Verdict::leaves;
  }
  if (!token) return Verdict::enters;
  const std::optional<std::string> given = token_of(message.params);
  if (given && is_same(*given, *token)) return Verdict::enters;
  answer(stranger, write_error(message.id, ErrorCode::invalid_request,
                               std::string(given ? "the token is wrong" : "the token is missing") +
                                   ": paas-lsp --listen serves only the client that knows its token; give it as "
                                   "initializationOptions.token. The server prints it on standard error when it "
                                   "starts, or takes it from the file of --token-file"));
  return Verdict::leaves;
}

Verdict judge(Stranger& stranger, const std::optional<std::string>& token) {
  if (stranger.size == 0) {
    if (!may_be_header(stranger.text)) return Verdict::leaves;
    const std::optional<Header> header = read_header(stranger.text);
    if (!header) return stranger.text.size() > max_first_header ? Verdict::leaves : Verdict::waits;
    if (!header->error.empty() || header->length > max_first_body) return Verdict::leaves;
    stranger.body = header->size;
    stranger.size = header->size + header->length;
  }
  return stranger.text.size() < stranger.size ? Verdict::waits : judge_message(stranger, token);
}

Verdict hear(Stranger& stranger, const std::optional<std::string>& token) {
  std::array<char, 16384> chunk;
  const ssize_t count = recv(*stranger.socket, chunk.data(), chunk.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return Verdict::waits;
  if (count <= 0) return Verdict::leaves;
  stranger.text.append(chunk.data(), static_cast<std::size_t>(count));
  return judge(stranger, token);
}

bool is_same_user(int socket) {
#ifdef SO_PEERCRED
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
#else
  uid_t user = 0;
  gid_t group = 0;
  return getpeereid(socket, &user, &group) == 0 && user == geteuid();
#endif
}

/// Waits for the client that may come in; strangers come and go.
Result<std::unique_ptr<Connection>> wait_for_client(const std::string& address, const Descriptor& listener,
                                                    const std::optional<std::string>& token) {
  std::list<Stranger> strangers;  // the oldest first
  while (true) {
    std::vector<pollfd> polled{{*listener, POLLIN, 0}};
    for (const Stranger& stranger : strangers) polled.push_back({*stranger.socket, POLLIN, 0});
    // One more than is left, else it wakes just before the end.
    const auto left = strangers.empty() ? std::chrono::milliseconds(-2)
                                        : std::chrono::duration_cast<std::chrono::milliseconds>(
                                              std::max(strangers.front().end - Clock::now(), Clock::duration::zero()));
    if (poll(polled.data(), polled.size(), static_cast<int>(left.count()) + 1) < 0) {
      if (errno == EINTR) continue;
      return system_error(address);
    }
    std::size_t i = 0;
    for (auto stranger = strangers.begin(); stranger != strangers.end();) {
      const bool has_news = polled[++i].revents != 0;
      Verdict verdict = Verdict::waits;
      try {
        if (has_news) verdict = hear(*stranger, token);
      } catch (const std::bad_alloc&) {  // another client's message may fit
        verdict = Verdict::leaves;
      }
      if (verdict == Verdict::enters)
        return std::unique_ptr<Connection>(
            std::make_unique<Client>(std::move(stranger->socket), std::move(stranger->text)));
      const bool goes = verdict == Verdict::leaves || Clock::now() >= stranger->end;
      stranger = goes ? strangers.erase(stranger) : std::next(stranger);
    }
    if (polled[0].revents == 0) continue;
    Descriptor socket(accept(*listener, nullptr, nullptr));
    if (!socket.is_open()) {
      if (errno == EINTR || errno == ECONNABORTED || errno == EAGAIN || errno == EPROTO) continue;
      return system_error(address);
    }
    fcntl(*socket, F_SETFD, FD_CLOEXEC);
    if (token) {
      const int yes = 1;
      setsockopt(*socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    } else if (!is_same_user(*socket)) {
      continue;
    }
    if (strangers.size() == max_strangers) strangers.pop_front();
    strangers.push_back({std::move(socket), Clock::now() + patience, {}});
  }
}

Result<std::string> new_token() {
  std::array<unsigned char, 16> bytes;
  if (getentropy(bytes.data(), bytes.size()) != 0) return system_error("no random numbers for a token");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string token;
  for (const unsigned char byte : bytes) (token += digits[byte >> 4]) += digits[byte & 15];
  return token;
}

Result<std::string> read_token(const std::string& path) {
  constexpr std::size_t least = 16;
  constexpr std::size_t most = 4096;
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a FIFO does not keep it waiting
  struct stat status {};
  if (!file.is_open() || fstat(*file, &status) != 0) return system_error("--token-file " + path);
  if (!S_ISREG(status.st_mode)) return Error{"--token-file " + path + ": it is no regular file"};
  if ((status.st_mode & 077) != 0) {
    return Error{"--token-file " + path +
                 ": other users may open it, and with the token all that this user may read; " + "`chmod 600` it"};
  }
  std::string token(most + 1, '\0');
  const ssize_t count = read(*file, token.data(), token.size());
  if (count < 0) return system_error("--token-file " + path);
  token.resize(static_cast<std::size_t>(count));
  if (token.size() > most) return Error{"--token-file " + path + ": a token has at most 4096 bytes"};
  constexpr const char* space = " \t\r\n";
  token.erase(token.find_last_not_of(space) + 1);
  token.erase(0, token.find_first_not_of(space));
  if (token.size() < least) {
    return Error{"--token-file " + path + ": a token of less than 16 bytes can be guessed; " +
                 "make one: (umask 077; openssl rand -hex 16 > FILE)"};
  }
  return token;
}

Result<std::unique_ptr<Connection>> listen_at_path(const std::string& address,
                                                   void (*said)(const std::string&, const std::string&)) {
  const std::string path = address.substr(unix_scheme.size());
  sockaddr_un place{};
  place.sun_family = AF_UNIX;
  if (path.empty()) return Error{address + ": give the path of a Unix socket, unix:PATH"};
  if (path.size() >= sizeof place.sun_path)
    return Error{address + ": the path of a Unix socket has at most " + std::to_string(sizeof place.sun_path - 1) +
                 " bytes"};
  path.copy(place.sun_path, path.size());
  const Descriptor listener(socket(AF_UNIX, SOCK_STREAM, 0));
  if (!listener.is_open()) return system_error(address);
  fcntl(*listener, F_SETFD, FD_CLOEXEC);
  const mode_t before = umask(0177);  // there is no time at which others could connect
  const int bound = bind(*listener, reinterpret_cast<const sockaddr*>(&place), sizeof place);
  const int error = errno;
  umask(before);
  if (bound != 0 && error == EADDRINUSE)
    return Error{address + ": there is such a file already; if no server uses it, remove it, or take another path"};
  if (bound != 0) return Error{address + ": " + std::strerror(error)};
  const SocketFile file(path);
  if (listen(*listener, max_strangers) != 0) return system_error(address);
  said(address, {});
  return wait_for_client(address, listener, std::nullopt);
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

/// An address of this machine, with its port.
struct Place {
  sockaddr_storage address{};
  socklen_t size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&address); }
};

// Whoever reaches the server reads the workspace, so it stays on this machine.
std::optional<Place> place_of(const std::string& host, std::uint16_t port) {
  Place place;
  auto& four = reinterpret_cast<sockaddr_in&>(place.address);
  auto& six = reinterpret_cast<sockaddr_in6&>(place.address);
  if (inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    place.size = sizeof four;
    if (ntohl(four.sin_addr.s_addr) >> 24 == 127) return place;
  } else if (inet_pton(AF_INET6, host.c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    place.size = sizeof six;
    if (IN6_IS_ADDR_LOOPBACK(&six.sin6_addr)) return place;
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Connection>> listen_at(const std::string& address, const std::string& token_file,
                                              void (*said)(const std::string& address, const std::string& token)) {
  if (address.starts_with(unix_scheme)) return listen_at_path(address, said);
  const std::size_t colon = address.rfind(':');
  const std::string host = colon == std::string::npos ? std::string() : address.substr(0, colon);
  const auto port = port_of(std::string_view(address).substr(colon == std::string::npos ? address.size() : colon + 1));
  std::optional<Place> place = port ? place_of(host, *port) : std::nullopt;
  if (!place) return Error{address + ": give an address of this machine, 127.0.0.1:PORT, or unix:PATH"};
  Result<std::string> token = token_file.empty() ? new_token() : read_token(token_file);
  if (!token) return Error{token.error()};
  const Descriptor listener(socket(place->get()->sa_family, SOCK_STREAM, 0));
  if (!listener.is_open()) return system_error(address);
  fcntl(*listener, F_SETFD, FD_CLOEXEC);
  const int yes = 1;
  setsockopt(*listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(*listener, place->get(), place->size) != 0 || listen(*listener, max_strangers) != 0 ||
      getsockname(*listener, place->get(), &place->size) != 0)
    return system_error(address);
  const bool is_four = place->get()->sa_family == AF_INET;
  const in_port_t taken = is_four ? reinterpret_cast<const sockaddr_in&>(place->address).sin_port
                                  : reinterpret_cast<const sockaddr_in6&>(place->address).sin6_port;
  said(host + ":" + std::to_string(ntohs(taken)), token_file.empty() ? *token : std::string());
  return wait_for_client(address, listener, *token);
}

}  // namespace paas::lsp
