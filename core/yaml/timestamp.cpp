// Reads dates and times.
#include "core/yaml/timestamp.h"
#include "core/text/characters.h"

#include <cstddef>
#include <optional>

namespace paas::yaml {

namespace {

struct Timestamp {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int zone_hour = 0;
  int zone_minute = 0;
  bool has_time = false;
  bool padded = true;  // month and day have two digits
};

/// Takes pieces off the front of a text; after the first that is missing, everything fails.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int number(std::size_t least, std::size_t most) {
    int value = 0;
    std::size_t count = 0;
    while (count < most && count < rest_.size() && is_digit(rest_[count])) {
      value = value * 10 + (rest_[count++] - '0');
    }
    failed_ = failed_ || count < least;
    rest_.remove_prefix(count);
    last_count_ = count;
    return value;
  }
  bool skip(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) { failed_ = !skip(c) || failed_; }
  bool skip_blanks() {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && is_blank(rest_[0])) rest_.remove_prefix(1);
    return rest_.size() != before;
  }
  void skip_digits() {
    while (!rest_.empty() && is_digit(rest_[0])) rest_.remove_prefix(1);
  }
  std::size_t last_count() const { return last_count_; }
  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  std::size_t last_count_ = 0;
  bool failed_ = false;
};

void read_zone(Reader& reader, Timestamp& timestamp) {
  reader.skip_blanks();
  if (reader.skip('Z')) return;
  if (!reader.skip('-') && !reader.skip('+')) return reader.expect('Z');
  timestamp.zone_hour = reader.number(1, 2);
  if (reader.skip(':')) timestamp.zone_minute = reader.number(2, 2);
}

std::optional<Timestamp> read(std::string_view text) {
  Reader reader(text);
  Timestamp timestamp;
  timestamp.year = reader.number(4, 4);
  reader.expect('-');
  timestamp.month = reader.number(1, 2);
  timestamp.padded = reader.last_count() == 2;
  reader.expect('-');
  timestamp.day = reader.number(1, 2);
  timestamp.padded = timestamp.padded && reader.last_count() == 2;
  if (reader.failed()) return std::nullopt;
  if (reader.at_end()) return timestamp;
  timestamp.has_time = true;
  if (!reader.skip('T') && !reader.skip('t') && !reader.skip_blanks()) return std::nullopt;
  timestamp.hour = reader.number(1, 2);
  reader.expect(':');
  timestamp.minute = reader.number(2, 2);
  reader.expect(':');
  timestamp.second = reader.number(2, 2);
  if (reader.skip('.')) reader.skip_digits();
  if (!reader.at_end()) read_zone(reader, timestamp);
  if (reader.failed() || !reader.at_end()) return std::nullopt;
  return timestamp;
}

int days_in(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

}  // namespace

bool is_timestamp(std::string_view text) {
  if (text.size() < 8 || text[4] != '-') return false;
  const std::optional<Timestamp> timestamp = read(text);
  return timestamp && (timestamp->has_time || timestamp->padded);
}

bool is_valid_timestamp(std::string_view text) {
  const std::optional<Timestamp> timestamp = read(text);
  if (!timestamp || timestamp->year < 1 || timestamp->month < 1 || timestamp->month > 12) return false;
  if (timestamp->day < 1 || timestamp->day > days_in(timestamp->year, timestamp->month)) return false;
  if (timestamp->hour > 23 || timestamp->minute > 59 || timestamp->second > 59) return false;
  return timestamp->zone_hour * 60 + timestamp->zone_minute < 24 * 60;
}

}  // namespace paas::yaml
