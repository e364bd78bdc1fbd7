// A client of a language server over its standard streams.
#include "client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <stdexcept>

extern char** environ;

namespace paas::bench {

namespace {

constexpr std::chrono::seconds patience(60);
constexpr std::string_view length_header = "Content-Length: ";

}  // namespace

Client::Client(const std::vector<std::string>& command, Json settings) : settings_(std::move(settings)) {
  signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> to_child{};
  std::array<int, 2> from_child{};
  if (pipe2(to_child.data(), O_CLOEXEC) != 0 || pipe2(from_child.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no more pipes");
  }
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to_child[0], 0);
  posix_spawn_file_actions_adddup2(&actions, from_child[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  started_ = Clock::now();
  const int error = posix_spawnp(&child_, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(to_child[0]);
  close(from_child[1]);
  input_ = to_child[1];
  output_ = from_child[0];
  if (error != 0) throw std::runtime_error("cannot start " + command[0]);
}

Client::~Client() {
  close(input_);
  close(output_);
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
}

Client::Reply Client::request(std::string_view method, const Json& params) {
  const int id = ++last_id_;
  const Json message = {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
  const Clock::time_point begin = Clock::now();
  write(message);
  while (true) {
    const Frame frame = must_have_next();
    Json reply = Json::parse(frame.body);
    if (reply.contains("method")) {
      answer(reply);
    } else if (reply["id"] == id) {
      if (reply.contains("error")) throw std::runtime_error(fmt::format("{}: {}", method, reply["error"].dump()));
      return {begin, frame.time, std::move(reply["result"])};
    }
  }
}

void Client::notify(std::string_view method, const Json& params) {
  write({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
}

Clock::time_point Client::diagnostics(const std::string& uri, const std::function<bool(std::size_t)>& accept) {
  while (true) {
    const Frame frame = must_have_next();
    const Json message = Json::parse(frame.body);
    if (message.value("method", "") == "textDocument/publishDiagnostics") {
      const Json& params = message["params"];
      if (params["uri"] == uri && accept(params["diagnostics"].size())) return frame.time;
    }
    answer(message);
  }
}

Clock::time_point Client::notification(std::string_view method) {
  while (true) {
    const Frame frame = must_have_next();
    const Json message = Json::parse(frame.body);
    if (message.value("method", "") == method) return frame.time;
    answer(message);
  }
}

std::size_t Client::settled_diagnostics(const std::string& uri, std::chrono::milliseconds time) {
  const Clock::time_point limit = Clock::now() + time;
  std::size_t count = 0;
  for (Frame frame; next(frame, limit);) {
    const Json message = Json::parse(frame.body);
    if (message.value("method", "") == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri) {
      count = message["params"]["diagnostics"].size();
    }
    answer(message);
  }
  return count;
}

double Client::memory() const {
  std::ifstream status(fmt::format("/proc/{}/status", child_));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) * 1024;
  }
  throw std::runtime_error("the server has ended");
}

/// What a server asks of its client: its settings are told, all else is accepted.
void Client::answer(const Json& message) {
  if (!message.contains("method") || !message.contains("id")) return;
  Json result;
  if (message["method"] == "workspace/configuration") {
    result = Json::array();
    for (const Json& item : message["params"]["items"]) {
      const std::string section = item.value("section", "");
      result.push_back(settings_.contains(section) ? settings_[section] : Json());
    }
  }
  write({{"jsonrpc", "2.0"}, {"id", message["id"]}, {"result", result}});
}

void Client::write(const Json& message) {
  const std::string body = message.dump();
  const std::string frame = fmt::format("{}{}\r\n\r\n{}", length_header, body.size(), body);
  for (std::string_view rest = frame; !rest.empty();) {
    const ssize_t size = ::write(input_, rest.data(), rest.size());
    if (size <= 0) throw std::runtime_error("the server reads no more");
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
}

/// Reads what is there, waiting for it until `limit`; false if nothing came.
bool Client::read_until(Clock::time_point limit) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(limit - Clock::now()).count();
  pollfd waited{output_, POLLIN, 0};
  if (left <= 0 || poll(&waited, 1, static_cast<int>(left)) <= 0) return false;
  std::array<char, 1 << 16> bytes;
  const ssize_t size = read(output_, bytes.data(), bytes.size());
  if (size <= 0) throw std::runtime_error("the server has ended");
  buffer_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

bool Client::next(Frame& frame, Clock::time_point limit) {
  while (true) {
    const std::size_t end = buffer_.find("\r\n\r\n");
    const std::size_t header = buffer_.find(length_header);
    if (end != std::string::npos && header < end) {
      std::size_t length = 0;
      std::from_chars(buffer_.data() + header + length_header.size(), buffer_.data() + end, length);
      while (buffer_.size() < end + 4 + length) {
        if (!read_until(limit)) return false;
      }
      frame = {Clock::now(), buffer_.substr(end + 4, length)};
      buffer_.erase(0, end + 4 + length);
      return true;
    }
    if (!read_until(limit)) return false;
  }
}

Client::Frame Client::must_have_next() {
  Frame frame;
  if (!next(frame, Clock::now() + patience)) throw std::runtime_error("the server did not answer within a minute");
  return frame;
}

}  // namespace paas::bench
