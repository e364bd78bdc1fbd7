"""Refuses the n-th allocation, thread or descriptor to paas-lsp, for every n: SQLite's method.

oom.py BINARY FOLDER [--short] [CASE...]: FOLDER holds refuse.so, and takes what the tests write.

A command ends with its usual status and the usual output, or with 2 and `out of memory`; never by a signal, and never
with another output that looks complete. A session answers each request once, goes on, and is right afterwards.
"""
import concurrent.futures
import filecmp
import os
import random
import re
import shutil
import subprocess
import sys
import time

from session import Fault, Session

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.path.join(HERE, "..", "..", "examples")
LIMIT = 20  # seconds a run may take


class Case:
    """A command; `what` is refused to it."""

    def __init__(self, name, arguments, folder, what="memory", many=1, copies=False):
        self.name = name
        self.arguments = arguments
        self.folder = folder
        self.what = what
        self.many = many
        self.copies = copies  # it writes: each run has a folder of its own

    def prepare(self, setup):
        self.setup = setup
        self.after = self.folder_of(0)
        self.expected = self.run_command(0, self.after)
        return self.setup.count(0)

    def folder_of(self, n):
        folder = os.path.join(EXAMPLES, self.folder)
        if not self.copies:
            return folder
        copy = os.path.join(self.setup.folder, self.name.replace(" ", "-"), str(n))
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        return copy

    def run_command(self, n, folder):
        done = subprocess.run([self.setup.binary, *self.arguments], cwd=folder, stdin=subprocess.DEVNULL,
                              env=self.setup.environment(self.what, n, self.many), capture_output=True, timeout=LIMIT,
                              check=False)
        return done.returncode, re.sub(rb"\d+ ms\n", b"", done.stdout), done.stderr.decode(errors="replace")

    def run(self, n):
        """Whether the call was survived without a word; raises Fault."""
        folder = self.folder_of(n)
        try:
            status, output, said = self.run_command(n, folder)
        except subprocess.TimeoutExpired:
            raise Fault("hangs") from None
        if status < 0:
            raise Fault("signal %d: %s" % (-status, said[-300:]))
        is_usual = status == self.expected[0] and output == self.expected[1]
        if self.copies:
            self.check_files(folder, is_usual)
            shutil.rmtree(folder)
        if is_usual:
            return True
        if status != 2:
            raise Fault("status %d, and an output that is not the usual one: %s %s" %
                        (status, output[-300:].decode(errors="replace"), said[-200:]))
        if not self.tells(said):
            raise Fault("status 2, and not the reason: %s" % said[-300:])
        return False

    def tells(self, said):
        if self.what == "memory":
            return "out of memory" in said
        return said != ""

    def check_files(self, folder, is_usual):
        """Each file is as it was, or as it is afterwards; whoever says that all was done has done it."""
        before = os.path.join(EXAMPLES, self.folder)
        names = {os.path.relpath(os.path.join(at, name), top)
                 for top in (before, self.after, folder) for at, _, files in os.walk(top) for name in files}
        for name in sorted(each for each in names if ".paas-lsp" not in each):  # what is written beside, first
            is_new = same(folder, self.after, name)
            if is_usual and not is_new:
                raise Fault("%s was not written, and nothing says so" % name)
            if not is_new and not same(folder, before, name):
                raise Fault("%s is neither what it was nor what it becomes" % name)


def same(a, b, name):
    one, other = os.path.join(a, name), os.path.join(b, name)
    if not os.path.exists(one) or not os.path.exists(other):
        return os.path.exists(one) == os.path.exists(other)
    return filecmp.cmp(one, other, shallow=False)


class Descriptors(Case):
    """A file that cannot be opened is a problem that is told: no run has fewer of them, and none is clean."""

    def run(self, n):
        try:
            status, output, said = self.run_command(n, self.folder_of(n))
        except subprocess.TimeoutExpired:
            raise Fault("hangs") from None
        if status < 0:
            raise Fault("signal %d: %s" % (-status, said[-300:]))
        if (status, output) == self.expected[:2]:
            return True
        told = "Too many open files"
        if told not in said and told not in output.decode(errors="replace"):
            raise Fault("status %d, another output, and no word of descriptors: %s %s" %
                        (status, output[-300:].decode(errors="replace"), said[-300:]))
        if status == 0:
            raise Fault("a file could not be opened, and the status is 0")
        return False


class SessionCase:
    """A session with the language server."""

    def __init__(self, name, pulls, what="memory", many=1):
        self.name = name
        self.pulls = pulls
        self.what = what
        self.many = many

    def session(self, n):
        environment = self.setup.environment(self.what, n, self.many)
        keeps_failing = self.what == "memory" and self.many == 0 and n > 0
        return Session([self.setup.binary, "--stdio"], os.path.realpath(os.path.join(EXAMPLES, "faulty")), environment,
                       self.pulls, keeps_failing, may_end=self.many > 3000)

    def prepare(self, setup):
        self.setup = setup
        self.expected = self.session(0).run()
        return self.setup.count(0)

    def run(self, n):
        session = self.session(n)
        session.run(self.expected)
        return session.errors == 0


class Setup:
    """The binary, and how it is started."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder

    def environment(self, what, n, many):
        told = os.path.join(self.folder, "calls.%d" % n)
        with open(told, "wb") as file:
            file.write(bytes(8))
        return {"PATH": os.environ["PATH"], "LD_PRELOAD": os.path.join(self.folder, "refuse.so"), "REFUSE": what,
                "REFUSE_AT": str(n), "REFUSE_MANY": str(many), "REFUSE_TOLD": told}

    def count(self, n):
        with open(os.path.join(self.folder, "calls.%d" % n), "rb") as file:
            return int.from_bytes(file.read(8), sys.byteorder)

    def forget(self, n):
        os.remove(os.path.join(self.folder, "calls.%d" % n))


def cases():
    return [
        Case("check", ["--check", "--threads", "1"], "faulty"),
        Case("check, all from n on", ["--check", "--threads", "1"], "faulty", many=0),
        Case("check, several threads", ["--check", "--threads", "4"], ".", many=0),
        Case("preview", ["--preview"], "good"),
        Case("migrate", ["--migrate"], "older"),
        Case("migrate --write", ["--migrate", "--write"], "older", copies=True),
        SessionCase("session", pulls=True),
        SessionCase("session, pushed", pulls=False),
        SessionCase("session, 3,000 from n on", pulls=True, many=3000),
        SessionCase("session, 20,000 from n on", pulls=True, many=20000),
        SessionCase("session, all from n on", pulls=True, many=0),
        Case("check without threads", ["--check", "--threads", "4"], ".", what="threads"),
        Case("check without any thread", ["--check", "--threads", "4"], ".", what="threads", many=0),
        SessionCase("session without threads", pulls=True, what="threads"),
        Descriptors("check without a descriptor", ["--check"], "faulty", what="descriptors"),
        Descriptors("check without descriptors", ["--check"], "faulty", what="descriptors", many=0),
        Descriptors("preview without a descriptor", ["--preview"], "good", what="descriptors"),
        Descriptors("migrate without a descriptor", ["--migrate"], "older", what="descriptors"),
        Descriptors("graph without a descriptor", ["--graph"], "good", what="descriptors"),
    ]


def run_case(case, setup, runs, pool):
    """Every n up to `runs`, and a fifth as many anywhere behind them. Where much is refused at once, a fifth, anywhere."""
    start = time.monotonic()
    calls = case.prepare(setup)
    spread = random.Random(7)
    every = min(calls, runs) if case.many == 1 else 0
    numbers = list(range(1, every + 1))
    numbers += sorted(spread.sample(range(every + 1, calls + 1), min(runs // 5, calls - every)))

    def attempt(n):
        try:
            return n, case.run(n), None
        except Fault as fault:
            return n, False, str(fault)
        finally:
            setup.forget(n)

    faults = []
    silent = 0
    for n, is_silent, fault in pool.map(attempt, numbers):
        silent += is_silent
        if fault is not None:
            faults.append((n, fault))
    print("%-28s %6d calls, %5d runs: %5d as usual, %5d told, %4d faults (%.0f s)" %
          (case.name, calls, len(numbers), silent, len(numbers) - silent - len(faults), len(faults),
           time.monotonic() - start), flush=True)
    for n, fault in faults[:int(os.environ.get("OOM_SHOW", "5"))]:
        print("    n = %d: %s" % (n, fault))
    return len(faults)


def main():
    arguments = [each for each in sys.argv[1:] if not each.startswith("--")]
    setup = Setup(arguments[0], arguments[1])
    runs = int(os.environ.get("OOM_RUNS", "250" if "--short" in sys.argv else "5000"))
    wanted = arguments[2:]
    faults = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for case in cases():
            if not wanted or case.name in wanted:
                faults += run_case(case, setup, runs, pool)
    print("%d faults" % faults)
    return 0 if faults == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
