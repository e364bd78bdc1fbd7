// Runs the built binary as a user does, within limits, and keeps what it wrote.
#pragma once

#include <string>
#include <vector>

namespace paas::test {

struct ProcessOptions {
  std::string directory;                 // the working folder; empty: that of the test
  std::string input;                     // standard input
  std::vector<std::string> environment;  // `NAME=value`, beyond an almost empty one
  int seconds = 20;                      // then the process is killed and `timed_out` set
  std::size_t memory_megabytes = 256;    // address space
  std::size_t file_descriptors = 0;      // 0: the limit of the test
  std::size_t file_bytes = 0;            // that a file may have; 0: any number
  bool as_nobody = false;                // gives up the rights of root
  std::string output_file;               // standard output goes there instead of `out`
  bool closes_output = false;            // standard output is closed before the program starts
  bool reader_leaves = false;            // standard output is a pipe that nobody reads
};

struct ProcessResult {
  int status = -1;  // exit status; -1 if a signal ended the process
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
  double milliseconds = 0;  // of processor time, which other programs on the machine do not lengthen
};

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Runs paas-lsp with these arguments and waits for it.
ProcessResult run(const std::vector<std::string>& arguments, const ProcessOptions& options = {});

}  // namespace paas::test
