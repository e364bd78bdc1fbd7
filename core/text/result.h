// A value, or the reason why the machine refused to give one.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace paas {

/// What a file, a socket or a setting was refused for, as a sentence for the user.
struct Error {
  std::string message;
};

/// Either a `T` or an `Error`. What users wrote badly is a diagnostic, never a `Result`.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}
  Result(Error error) : content_(std::move(error)) {}

  explicit operator bool() const { return std::holds_alternative<T>(content_); }
  T& operator*() { return std::get<T>(content_); }
  const T& operator*() const { return std::get<T>(content_); }
  T* operator->() { return &std::get<T>(content_); }
  const T* operator->() const { return &std::get<T>(content_); }
  const std::string& error() const { return std::get<Error>(content_).message; }

 private:
  std::variant<T, Error> content_;
};

}  // namespace paas
