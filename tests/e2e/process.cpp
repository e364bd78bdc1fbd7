// Forks, limits the child and collects its output. `posix_spawn` cannot set limits, so this is fork and exec.
#include "e2e/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace paas::test {

namespace {

using Clock = std::chrono::steady_clock;

constexpr uid_t nobody = 65534;

// AddressSanitizer reserves terabytes of address space, so under it the limit would only stop the program from
// starting.
#ifdef PAAS_SANITIZED
constexpr bool limits_memory = false;
#else
constexpr bool limits_memory = true;
#endif

// A file in memory: unlike a pipe it never fills up, so nothing has to be read while the child runs.
int memory_file(const char* name, const std::string& content = {}) {
  const int descriptor = memfd_create(name, MFD_CLOEXEC);
  if (descriptor < 0) throw std::runtime_error("memfd_create");
  std::size_t written = 0;
  while (written < content.size()) {
    const ssize_t count = write(descriptor, content.data() + written, content.size() - written);
    if (count <= 0) throw std::runtime_error("write");
    written += static_cast<std::size_t>(count);
  }
  lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

std::string content_of(int descriptor) {
  std::string content;
  std::array<char, 65536> buffer;
  lseek(descriptor, 0, SEEK_SET);
  while (true) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count <= 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

int output_for(const ProcessOptions& options) {
  if (!options.output_file.empty()) return open(options.output_file.c_str(), O_WRONLY | O_CLOEXEC);
  if (!options.reader_leaves) return memory_file("out");
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  close(ends[0]);
  return ends[1];
}

void limit(int resource, std::size_t value) {
  const rlimit limits{value, value};
  setrlimit(static_cast<__rlimit_resource>(resource), &limits);
}

[[noreturn]] void become(const ProcessOptions& options, char* const* arguments, char* const* environment, int in,
                         int out, int err) {
  // Opened by whom the folders above let in: a checkout in root's home folder is closed to everybody else.
  const int program = open(PAAS_BINARY, O_RDONLY | O_CLOEXEC);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (options.closes_output) close(STDOUT_FILENO);
  signal(SIGPIPE, SIG_DFL);
  limit(RLIMIT_CORE, 0);
  if (limits_memory && options.memory_megabytes > 0) limit(RLIMIT_AS, options.memory_megabytes << 20);
  if (options.file_bytes > 0) limit(RLIMIT_FSIZE, options.file_bytes);
  if (options.file_descriptors > 0) limit(RLIMIT_NOFILE, options.file_descriptors);
  const bool ready = (!options.as_nobody || (setgid(nobody) == 0 && setuid(nobody) == 0)) &&
                     (options.directory.empty() || chdir(options.directory.c_str()) == 0);
  if (ready) fexecve(program, arguments, environment);
  const char* message = "the test could not start the program\n";
  [[maybe_unused]] const ssize_t count = write(STDERR_FILENO, message, std::strlen(message));
  _exit(126);
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (std::string& string : strings) result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

double milliseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

// Waits at most so long, then kills; returns the status of `wait4`.
int wait_for(pid_t child, int seconds, rusage& usage, bool& timed_out) {
  const auto end = Clock::now() + std::chrono::seconds(seconds);
  int status = 0;
  while (wait4(child, &status, WNOHANG, &usage) == 0) {
    if (Clock::now() > end && !timed_out) {
      timed_out = true;
      kill(child, SIGKILL);
    }
    usleep(300);
  }
  return status;
}

}  // namespace

ProcessResult run(const std::vector<std::string>& arguments, const ProcessOptions& options) {
  std::vector<std::string> words{"paas-lsp"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = options.environment;
  variables.push_back("PATH=/usr/bin:/bin");  // of two, the first one counts
  const std::vector<char*> word_pointers = pointers(words);
  const std::vector<char*> variable_pointers = pointers(variables);
  const int in = memory_file("in", options.input);
  const int out = output_for(options);
  const int err = memory_file("err");

  ProcessResult result;
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) become(options, word_pointers.data(), variable_pointers.data(), in, out, err);
  rusage usage{};
  const int status = wait_for(child, options.seconds, usage, result.timed_out);
  result.milliseconds = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
  if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  result.out = content_of(out);
  result.err = content_of(err);
  for (const int descriptor : {in, out, err}) close(descriptor);
  return result;
}

}  // namespace paas::test
