// Memory that is held back for when the system grants no more.
#pragma once

#include <cstddef>
#include <mutex>

namespace paas {

/// A megabyte that is part of the program, so that it is there from the start; what is not used costs none.
class Reserve {
 public:
  /// nullptr if less than `size` bytes and `left` are there in one piece.
  void* take(std::size_t size, std::size_t left);
  void give_back(void* memory);
  bool holds(const void* memory) const;
  static std::size_t size_of(const void* memory);

  static constexpr std::size_t size = 1 << 20;

 private:
  struct Piece {
    std::size_t size;  // with this header
    Piece* next;       // the next one that is free, further on
  };
  static constexpr std::size_t header = alignof(std::max_align_t) > sizeof(Piece) ? alignof(std::max_align_t)
                                                                                  : sizeof(Piece);

  std::mutex mutex_;
  bool is_touched_ = false;
  Piece* free_ = nullptr;
  std::size_t used_ = 0;
  alignas(std::max_align_t) unsigned char bytes_[size] = {};
};

}  // namespace paas
