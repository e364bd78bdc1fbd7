// Starts a program and measures it.
#pragma once

#include <string>
#include <vector>

namespace paas::bench {

struct Measured {
  double wall = 0;  // seconds from the start of the process until it was reaped
  double cpu = 0;   // seconds, user and system
  long memory = 0;  // peak resident set, bytes
  int status = -1;  // exit status; -1 if it could not be started or was killed
};

/// Standard error is dropped; standard output goes to `output`, a file that is overwritten.
Measured measure(const std::vector<std::string>& command, const std::string& output = "/dev/null");

/// Lets this process and those that it starts use at most `count` processors.
void limit_processors(int count);

}  // namespace paas::bench
