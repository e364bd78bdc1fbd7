// The values of a CloudFormation template, each with the place in the sources that it comes from.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "core/app/file.h"

namespace paas::cloudformation {

/// A place in a file of the app. Bytes.
struct Origin {
  const File* file = nullptr;
  Range range;
};

enum class Kind : std::uint8_t { null, boolean, number, string, list, map };

struct Value;

struct Member {
  std::string_view key;
  const Value* value;
};

/// Immutable. What it refers to belongs to the recipes, to a file of the app, or to the arena that it was made in.
struct Value {
  Kind kind = Kind::null;
  std::string_view text = {};                // of strings; of booleans and numbers, as JSON writes them
  std::span<const Value* const> items = {};  // of lists
  std::span<const Member> members = {};      // of maps, each key once
  const Origin* origin = nullptr;            // nullptr: that of the value around it
};

/// nullptr if the map has no such key, or the value is no map.
const Value* find(const Value& value, std::string_view key);
/// The value at a path of keys.
const Value* find(const Value& value, std::initializer_list<std::string_view> keys);
bool is_empty(const Value& value);
/// Whether two values are the same, whatever the order of their keys and wherever they come from.
bool equal(const Value& left, const Value& right);

/// Where values live. Moves freely: what was made stays where it is.
class Arena {
 public:
  Arena() : memory_(std::make_unique<std::pmr::monotonic_buffer_resource>(4096)) {}

  const Value* string(std::string_view text, const Origin* origin = nullptr);  // the text is kept
  const Value* scalar(Kind kind, std::string_view text, const Origin* origin = nullptr);
  const Value* list(const std::vector<const Value*>& items, const Origin* origin = nullptr);
  const Value* map(const std::vector<Member>& members, const Origin* origin = nullptr);
  const Origin* origin(const File& file, Range range);
  std::string_view keep(std::string_view text);

 private:
  template <typename T>
  std::span<const T> keep_all(const std::vector<T>& values);
  template <typename T>
  const T* keep_one(const T& value);

  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_;
};

}  // namespace paas::cloudformation
