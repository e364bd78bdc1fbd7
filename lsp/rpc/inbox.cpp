// A queue between threads.
#include "lsp/rpc/inbox.h"

#include <utility>

namespace paas::lsp {

namespace {
constexpr std::size_t max_weight = 256'000'000;
}

void Inbox::push(Event event, std::size_t weight) {
  std::unique_lock lock(mutex_);
  not_full_.wait(lock, [&] { return closed_ || weight_ == 0 || weight_ + weight <= max_weight; });
  if (closed_) return;
  if (const auto* message = std::get_if<Message>(&event); message != nullptr && message->is_request())
    waiting_.insert(message->id.dump());
  weight_ += weight;
  entries_.push_back({std::move(event), weight});
  not_empty_.notify_one();
}

std::optional<Event> Inbox::pop(std::chrono::steady_clock::duration limit) {
  std::unique_lock lock(mutex_);
  if (!not_empty_.wait_for(lock, limit, [&] { return !entries_.empty(); })) return std::nullopt;
  Entry entry = std::move(entries_.front());
  entries_.pop_front();
  weight_ -= entry.weight;
  not_full_.notify_all();
  return std::move(entry.event);
}

bool Inbox::is_empty() const {
  const std::lock_guard lock(mutex_);
  return entries_.empty();
}

void Inbox::cancel(const Json& id) {
  const std::lock_guard lock(mutex_);
  const std::string text = id.dump();
  if (waiting_.contains(text)) cancelled_.insert(text);
}

bool Inbox::is_cancelled(const Json& id) const {
  const std::lock_guard lock(mutex_);
  return cancelled_.contains(id.dump());
}

void Inbox::forget(const Json& id) {
  const std::lock_guard lock(mutex_);
  const std::string text = id.dump();
  waiting_.erase(text);
  cancelled_.erase(text);
}

void Inbox::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  not_full_.notify_all();
}

}  // namespace paas::lsp
