// What the server writes down for people who look for a mistake.
#pragma once

#include <cstdio>
#include <memory>
#include <string_view>

namespace paas::lsp {

/// A log file, if one is wanted. Each line begins with the seconds since the server started.
class Log {
 public:
  /// False if the file cannot be written.
  bool open(const char* path);
  void write(std::string_view line);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace paas::lsp
