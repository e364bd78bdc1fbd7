// Starts a program and measures it (posix_spawn, wait4).
#include "process.h"

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>

extern char** environ;

namespace paas::bench {

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

Measured measure(const std::vector<std::string>& command, const std::string& output) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);

  Measured measured;
  pid_t child = 0;
  const auto begin = std::chrono::steady_clock::now();
  if (posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ) == 0) {
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    measured.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    measured.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    // Linux counts what this process had when it forked too: a driver this small stays below every program measured.
    measured.memory = usage.ru_maxrss * 1024;
    if (WIFEXITED(status)) measured.status = WEXITSTATUS(status);
  }
  posix_spawn_file_actions_destroy(&actions);
  return measured;
}

void limit_processors(int count) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (!CPU_ISSET(processor, &allowed)) continue;
    if (count == 0) CPU_CLR(processor, &allowed);
    if (count > 0) --count;
  }
  sched_setaffinity(0, sizeof allowed, &allowed);
}

}  // namespace paas::bench
