// A client of a language server over its standard streams: as little as it takes to measure one.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace paas::bench {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

/// Times are taken before the first byte is written and after the last byte has come, before its JSON is read.
/// Throws a `runtime_error` when the server ends, refuses or does not answer within a minute.
class Client {
 public:
  /// `settings` answers `workspace/configuration`, by section.
  Client(const std::vector<std::string>& command, Json settings);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  struct Reply {
    Clock::time_point asked;
    Clock::time_point answered;
    Json result;
  };
  Reply request(std::string_view method, const Json& params);
  void notify(std::string_view method, const Json& params);
  /// Returns when the last `publishDiagnostics` of the document came that `accept` takes the number of.
  Clock::time_point diagnostics(const std::string& uri, const std::function<bool(std::size_t)>& accept);
  /// Returns when the next notification of that method came.
  Clock::time_point notification(std::string_view method);
  /// The number of diagnostics that the document ends up with: the last one in that time.
  std::size_t settled_diagnostics(const std::string& uri, std::chrono::milliseconds time);

  Clock::time_point started() const { return started_; }
  /// The peak resident set so far, in bytes.
  double memory() const;

 private:
  struct Frame {
    Clock::time_point time;
    std::string body;
  };
  bool read_until(Clock::time_point limit);
  bool next(Frame& frame, Clock::time_point limit);
  Frame must_have_next();
  void answer(const Json& message);
  void write(const Json& message);

  Json settings_;
  pid_t child_ = 0;
  int input_ = -1;
  int output_ = -1;
  std::string buffer_;
  int last_id_ = 0;
  Clock::time_point started_;
};

}  // namespace paas::bench
