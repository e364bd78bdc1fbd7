// What git is given, and what a repository that somebody else configured can make of it: nothing.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <set>
#include <sstream>

#include "catch.h"
#include "e2e/sandbox.h"

using namespace paas::test;

namespace {

namespace fs = std::filesystem;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void shell(const Sandbox& sandbox, const std::string& commands) {
  const std::string prelude =
      "set -e; cd '" + sandbox.directory() +
      "'; export GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent; git() { command git -c user.name=a -c "
      "user.email=a@example.com -c init.defaultBranch=main \"$@\"; };\n";
  INFO(commands);
  REQUIRE(std::system(("{ " + prelude + commands + "\n} >/dev/null 2>&1").c_str()) == 0);
}

void write_shop(const Sandbox& sandbox) {
  sandbox.write("shop/__init__.py", "\"\"\"\ninfra:\n  table: {}\n\"\"\"\n");
  sandbox.write("shop/jobs/index.py",
                "\"\"\"\ninfra:\n  type: timer\n  event:\n    rate: 1 hour\n\"\"\"\n\ndef handler(e, c):\n  pass\n");
}

void executable(const Sandbox& sandbox, const std::string& path, const std::string& text) {
  sandbox.write(path, text);
  fs::permissions(sandbox.path(path), fs::perms(0755));
}

std::set<std::string> lines_of(const std::string& text) {
  std::set<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.insert(line);
  return lines;
}

}  // namespace

TEST_CASE("git sees nothing of the caller's environment but what it needs") {
  const Sandbox sandbox;
  write_shop(sandbox);
  const std::string seen = sandbox.path("seen");
  executable(sandbox, "bin/git",
             "#!/bin/sh\nset -f\n/usr/bin/env > '" + seen + "'\necho \"$@\" >> '" + seen + ".words'\nexit 1\n");
  ProcessOptions options;
  options.environment = {"PATH=" + sandbox.path("bin") + ":/usr/bin:/bin",
                         "HOME=/home/me",
                         "XDG_CONFIG_HOME=/home/me/c",
                         "SUDO_UID=7",
                         "LANG=de_DE.UTF-8",
                         "AWS_SECRET_ACCESS_KEY=secret"};
  for (const char* name :
       {"GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_GLOBAL",
        "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_EXEC_PATH", "GIT_TRACE",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_ALLOW_PROTOCOL", "PAGER", "EDITOR", "SSH_ASKPASS", "LD_PRELOAD2"})
    options.environment.push_back(std::string(name) + "=ext");
  const ProcessResult result = sandbox.run({"--preview", "shop", "--diff", "HEAD"}, options);
  CHECK(result.status == 2);
  std::set<std::string> found = lines_of(text_of(seen));
  // The shell that plays git adds these.
  std::erase_if(found, [](const std::string& line) {
    return line.starts_with("PWD=") || line.starts_with("OLDPWD=") || line.starts_with("SHLVL=") ||
           line.starts_with("_=");
  });
  CHECK(found == std::set<std::string>{"GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0",
                                       "GIT_TERMINAL_PROMPT=0", "HOME=/home/me", "LC_ALL=C", options.environment[0],
                                       "SUDO_UID=7", "XDG_CONFIG_HOME=/home/me/c"});
  const std::string words = text_of(seen + ".words");
  for (const char* part : {"--no-pager", "-c protocol.allow=never", "-c core.fsmonitor=false",
                           "-c core.hooksPath=/dev/null", "-c safe.bareRepository=explicit"})
    CHECK(words.find(part) != std::string::npos);
}

TEST_CASE("a hostile configuration of a repository runs no program") {
  const Sandbox sandbox;
  write_shop(sandbox);
  const std::string marker = sandbox.path("ran");
  executable(sandbox, "trap", "#!/bin/sh\necho \"$0 $@\" >> '" + marker + "'\nexit 1\n");
  const std::string trap = sandbox.path("trap");
  shell(sandbox, "git init; git add shop; git commit -m x");
  std::string commands;
  for (const char* key : {"core.fsmonitor",
                          "core.pager",
                          "core.editor",
                          "core.sshCommand",
                          "core.askPass",
                          "core.gitProxy",
                          "core.alternateRefsCommand",
                          "diff.external",
                          "diff.x.command",
                          "diff.x.textconv",
                          "filter.x.clean",
                          "filter.x.smudge",
                          "filter.x.process",
                          "credential.helper",
                          "gpg.program",
                          "pager.ls-tree",
                          "pager.cat-file",
                          "pager.rev-parse",
                          "alias.ls-tree",
                          "alias.rev-parse",
                          "uploadpack.packObjectsHook",
                          "remote.o.uploadpack"})
    commands +=
        "git config " + std::string(key) + " '" + (std::string(key).starts_with("alias") ? "!" : "") + trap + "'\n";
  commands += "git config core.hooksPath '" + sandbox.path("hooks") + "'\n";
  commands += "printf '* filter=x diff=x\\n' > .gitattributes\n";
  // A partial clone without one of its blobs, whose remote is a command.
  commands += "git config extensions.partialClone o; git config remote.o.promisor true\n";
  commands += "git config remote.o.url 'ext::" + trap + " %S'; git config protocol.ext.allow always\n";
  commands += "git config protocol.allow always\n";
  for (const char* hook : {"post-index-change", "post-checkout", "fsmonitor-watchman", "reference-transaction"})
    executable(sandbox, std::string("hooks/") + hook, "#!/bin/sh\necho hook >> '" + marker + "'\n");
  SECTION("a blob is missing") {
    commands +=
        "o=$(git rev-parse HEAD:shop/jobs/index.py); rm -f .git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-)\n";
  }
  SECTION("a tree is missing") {
    commands += "o=$(git rev-parse HEAD:shop); rm -f .git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-)\n";
  }
  SECTION("nothing is missing") {}
  shell(sandbox, commands);
  fs::remove(marker);  // what the commands of the test made run
  sandbox.run({"--preview", "shop", "--diff", "HEAD"});
  sandbox.run({"--preview", "shop", "--diff", "HEAD", "--handler", "shop/jobs/index.py"});
  CHECK_FALSE(fs::exists(marker));
}

TEST_CASE("a folder that looks like a repository of its own is not taken for one") {
  const Sandbox sandbox;
  write_shop(sandbox);
  shell(sandbox, "git init; git add shop; git commit -m x; cp -r .git/* shop/");
  const ProcessResult result = sandbox.run({"--preview", "shop", "--diff", "HEAD"});
  CHECK(result.status == 2);
  CHECK(result.err.find("bare repository") != std::string::npos);
}

TEST_CASE("a repository that never ends is given up") {
  const Sandbox pipe;
  write_shop(pipe);
  shell(pipe, "git init; git add .; git commit -m a; mkfifo endless; git config include.path ../endless");
  // It takes a while until git is silent for too long.
  ProcessOptions patient;
  patient.seconds = 60;
  patient.memory_megabytes = 1024;  // less may be too little before the limit is
  auto waiting = std::async(std::launch::async, [&] {
    return pipe.run({"--preview", "shop", "--diff", "HEAD"}, patient);
  });
  const Sandbox bomb;
  write_shop(bomb);
  // Folders in folders, ten deep, ten of the same in each.
  shell(bomb, R"(git init
tree=$(printf '100644 blob %s\tindex.py\n' $(git hash-object -w shop/jobs/index.py) | git mktree)
for depth in 1 2 3 4 5 6 7 8 9 10; do
  tree=$(for name in 1 2 3 4 5 6 7 8 9 a-long-name-of-a-folder; do
    printf '040000 tree %s\t%s\n' $tree $name; done | git mktree)
done
git update-ref HEAD $(git commit-tree -m bomb $tree))");
  const ProcessResult many = bomb.run({"--preview", "shop", "--diff", "HEAD"}, patient);
  INFO(many.err);
  CHECK(many.status == 2);
  CHECK(many.err.find("the revision has more than 100 MB of names and texts") != std::string::npos);
  const ProcessResult silent = waiting.get();
  CHECK(silent.status == 2);
  CHECK(silent.err.find("git gave no answer for 20 seconds") != std::string::npos);
}
