// The reserve, loops that are refused memory, and what is left of a message that did not fit.
#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <stdexcept>

#include "catch.h"
#include "core/os/memory.h"
#include "core/os/reserve.h"
#include "core/os/thread.h"
#include "core/workspace/parallel.h"
#include "lsp/rpc/message.h"

using namespace paas;

TEST_CASE("pieces of the reserve do not overlap, and all of it comes back") {
  static Reserve reserve;
  std::mt19937 random(7);
  std::map<unsigned char*, std::pair<std::size_t, unsigned char>> pieces;
  for (int step = 0; step < 20'000; ++step) {
    const bool takes = pieces.empty() || random() % 100 < 52;
    if (takes) {
      const std::size_t size = random() % (random() % 50 == 0 ? 100'000 : 300);
      auto* piece = static_cast<unsigned char*>(reserve.take(size, 0));
      if (piece == nullptr) continue;
      REQUIRE(reserve.holds(piece));
      REQUIRE(reinterpret_cast<std::uintptr_t>(piece) % alignof(std::max_align_t) == 0);
      const auto mark = static_cast<unsigned char>(random());
      std::memset(piece, mark, size);
      REQUIRE(pieces.try_emplace(piece, size, mark).second);
    } else {
      const auto some = std::next(pieces.begin(), static_cast<long>(random() % pieces.size()));
      const auto [size, mark] = some->second;
      bool is_whole = true;
      for (std::size_t i = 0; i < size; ++i) is_whole = is_whole && some->first[i] == mark;
      REQUIRE(is_whole);
      reserve.give_back(some->first);
      pieces.erase(some);
    }
  }
  for (const auto& [piece, unused] : pieces) reserve.give_back(piece);
  CHECK(reserve.take(Reserve::size / 4 * 3, Reserve::size / 2) == nullptr);
  void* most = reserve.take(Reserve::size - 1000, 0);
  REQUIRE(most != nullptr);
  reserve.give_back(most);
  CHECK_FALSE(reserve.holds(&random));
}

TEST_CASE("what a loop throws comes to its caller, from any thread") {
  for (const unsigned threads : {1u, 2u, 8u}) {
    const auto fail = [](std::size_t i) {
      if (i == 500) throw std::runtime_error("no");
    };
    CHECK_THROWS_AS(for_each_index(1000, threads, {}, fail), std::runtime_error);
    CHECK_THROWS_AS(for_each_index(
                        1000, threads, [](std::size_t, std::size_t) {}, fail),
                    std::runtime_error);
  }
}

TEST_CASE("an attempt says whether there was memory") {
  live_on_without_memory();
  CHECK(attempt([] {}));
  CHECK_FALSE(attempt([] { lack_memory(); }));
  CHECK_FALSE(attempt([] { for_each_index(100, 4, {}, [](std::size_t) { lack_memory(); }); }));
}

TEST_CASE("a thread has the stack that it is promised") {
  Thread thread;
  volatile char last = 0;
  REQUIRE(thread.start([&] {
    volatile char large[stack_size / 4 * 3];
    for (std::size_t i = 0; i < sizeof large; i += 1000) large[i] = 1;
    last = large[1000];
  }));
  thread.join();
  CHECK(last == 1);
}

TEST_CASE("of a message that did not fit, the request is known") {
  using lsp::Json;
  using lsp::lost_message;
  CHECK(lost_message(R"({"jsonrpc":"2.0","id":7,"method":"x","params":{"te)").id == Json(7));
  CHECK(lost_message(R"({"params":{"id":8,"a":["id",{"id":9}]}, "id" : "s-1" , "method":"x"})").id == Json("s-1"));
  CHECK(lost_message(R"({"method":"say \"id\":3","params":{"id":8)").id.is_null());
  CHECK(lost_message(R"({"method":"textDocument/didChange","params":{"id":8)").is_news_lost);
  CHECK_FALSE(lost_message(R"({"id":7,"method":"x")").is_news_lost);
  for (const char* text : {"", "{", "{\"id\":", "{\"id\": ", "{\"id\":\"", "]]]]", "{\"id\":tru", "\"\\"})
    CHECK(lost_message(text).id.is_null());
}
