// Makes and compares values.
#include "core/template/value.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace paas::cloudformation {

const Value* find(const Value& value, std::string_view key) {
  const auto found = std::ranges::find(value.members, key, &Member::key);
  return found == value.members.end() ? nullptr : found->value;
}

const Value* find(const Value& value, std::initializer_list<std::string_view> keys) {
  const Value* found = &value;
  for (const std::string_view key : keys) {
    if (found != nullptr) found = find(*found, key);
  }
  return found;
}

bool is_empty(const Value& value) { return value.text.empty() && value.items.empty() && value.members.empty(); }

bool equal(const Value& left, const Value& right) {
  if (&left == &right) return true;
  if (left.kind != right.kind || left.text != right.text) return false;
  if (left.items.size() != right.items.size() || left.members.size() != right.members.size()) return false;
  for (std::size_t i = 0; i < left.items.size(); ++i) {
    if (!equal(*left.items[i], *right.items[i])) return false;
  }
  return std::ranges::all_of(left.members, [&](const Member& member) {
    const Value* other = find(right, member.key);
    return other != nullptr && equal(*member.value, *other);
  });
}

template <typename T>
const T* Arena::keep_one(const T& value) {
  return new (memory_->allocate(sizeof(T), alignof(T))) T(value);
}

template <typename T>
std::span<const T> Arena::keep_all(const std::vector<T>& values) {
  if (values.empty()) return {};
  T* kept = std::pmr::polymorphic_allocator<T>(memory_.get()).allocate(values.size());
  std::uninitialized_copy(values.begin(), values.end(), kept);
  return {kept, values.size()};
}

std::string_view Arena::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* kept = static_cast<char*>(memory_->allocate(text.size(), 1));
  std::memcpy(kept, text.data(), text.size());
  return {kept, text.size()};
}

const Value* Arena::string(std::string_view text, const Origin* origin) { return scalar(Kind::string, text, origin); }

const Value* Arena::scalar(Kind kind, std::string_view text, const Origin* origin) {
  return keep_one(Value{kind, keep(text), {}, {}, origin});
}

const Value* Arena::list(const std::vector<const Value*>& items, const Origin* origin) {
  return keep_one(Value{Kind::list, {}, keep_all(items), {}, origin});
}

const Value* Arena::map(const std::vector<Member>& members, const Origin* origin) {
  return keep_one(Value{Kind::map, {}, {}, keep_all(members), origin});
}

const Origin* Arena::origin(const File& file, Range range) { return keep_one(Origin{&file, range}); }

}  // namespace paas::cloudformation
