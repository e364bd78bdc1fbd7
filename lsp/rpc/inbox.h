// What waits to be done by the one thread that does it: messages of the client, and results of other threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "lsp/rpc/message.h"

namespace paas::lsp {

/// The client is gone.
struct Hangup {};
using Event = std::variant<Message, Refusal, std::function<void()>, Hangup>;

/// Many threads push, one pops.
class Inbox {
 public:
  /// `weight` is the size of what is pushed, in bytes. Waits while more than 256 MB are in the box.
  void push(Event event, std::size_t weight = 0);
  /// Nothing when `limit` has passed.
  std::optional<Event> pop(std::chrono::steady_clock::duration limit);
  bool is_empty() const;

  /// Notes that the client no longer wants the answer to a request. Requests that are not under way are remembered
  /// only until they are popped.
  void cancel(const Json& id);
  bool is_cancelled(const Json& id) const;
  void forget(const Json& id);
  /// Wakes whoever waits to push, and takes nothing more.
  void close();

 private:
  struct Entry {
    Event event;
    std::size_t weight;
  };

  mutable std::mutex mutex_;
  std::condition_variable not_empty_;
  std::condition_variable not_full_;
  std::deque<Entry> entries_;
  std::size_t weight_ = 0;
  std::set<std::string> waiting_;    // ids of requests in the box or under way
  std::set<std::string> cancelled_;  // those among them
  bool closed_ = false;
};

}  // namespace paas::lsp
