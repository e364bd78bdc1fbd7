// Free pieces in the order of their places; neighbours become one. It is used when memory is gone, so it need not be
// fast.
#include "core/os/reserve.h"

#include <functional>

namespace paas {

void* Reserve::take(std::size_t wanted, std::size_t left) {
  if (wanted > size) return nullptr;
  const std::size_t whole = (wanted + header + header - 1) / header * header;
  const std::lock_guard lock(mutex_);
  if (!is_touched_) {
    is_touched_ = true;
    free_ = reinterpret_cast<Piece*>(bytes_);
    *free_ = {size, nullptr};
  }
  if (used_ + whole + left > size) return nullptr;
  for (Piece** at = &free_; *at != nullptr; at = &(*at)->next) {
    Piece* piece = *at;
    if (piece->size < whole) continue;
    if (piece->size >= whole + 2 * header) {
      Piece* rest = reinterpret_cast<Piece*>(reinterpret_cast<unsigned char*>(piece) + whole);
      *rest = {piece->size - whole, piece->next};
      piece->size = whole;
      *at = rest;
    } else {
      *at = piece->next;
    }
    used_ += piece->size;
    return reinterpret_cast<unsigned char*>(piece) + header;
  }
  return nullptr;
}

void Reserve::give_back(void* memory) {
  Piece* piece = reinterpret_cast<Piece*>(static_cast<unsigned char*>(memory) - header);
  const auto end = [](Piece* one) { return reinterpret_cast<unsigned char*>(one) + one->size; };
  const std::lock_guard lock(mutex_);
  used_ -= piece->size;
  Piece* before = nullptr;
  Piece* after = free_;
  for (; after != nullptr && after < piece; after = after->next) before = after;
  piece->next = after;
  if (after != nullptr && end(piece) == reinterpret_cast<unsigned char*>(after)) {
    piece->size += after->size;
    piece->next = after->next;
  }
  if (before == nullptr) {
    free_ = piece;
  } else if (end(before) == reinterpret_cast<unsigned char*>(piece)) {
    before->size += piece->size;
    before->next = piece->next;
  } else {
    before->next = piece;
  }
}

bool Reserve::holds(const void* memory) const {
  const std::less<const void*> is_before;
  return !is_before(memory, bytes_) && is_before(memory, bytes_ + size);
}

std::size_t Reserve::size_of(const void* memory) {
  return reinterpret_cast<const Piece*>(static_cast<const unsigned char*>(memory) - header)->size - header;
}

}  // namespace paas
