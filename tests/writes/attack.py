"""Kills paas-lsp while it writes, and saves files meanwhile, as an editor does: nothing may be lost, torn or left behind.

attack.py BINARY [ROUNDS]; exits with 1 where something was.
"""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

binary = os.path.abspath(sys.argv[1])
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 200
failures = []


def old_handler(i):
    return f'"""\ninfra:\n  timer:\n    rate: {i + 2} minutes\n"""\n\ndef handler(event, context=None):\n    pass\n'


def misspelt(i):
    return f'"""\ninfra:\n  type: worker\n  tiemout: {i + 1}\n"""\n\ndef handler(event, context=None):\n    pass\n'


def make_app(folder, handler, count, has_root):
    package = folder / "shop"
    package.mkdir()
    if has_root:
        (package / "__init__.py").write_text('"""\ninfra: {}\n"""\n')
    for i in range(count):
        place = package / f"job-{i}"
        place.mkdir()
        (place / "index.py").write_text(handler(i))
        (place / "test.py").write_text("")


def texts_of(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def run(*arguments, cwd):
    return subprocess.run([binary, *arguments], cwd=cwd, capture_output=True, text=True, timeout=120)


def fail(what, folder):
    failures.append(what)
    print(f"FAILED: {what}; {sorted(name for name in texts_of(folder) if 'paas-lsp' in name)}", flush=True)


def expected_of(arguments, handler, count, has_root):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_app(folder, handler, count, has_root)
        before = texts_of(folder)
        start = time.monotonic()
        result = run(*arguments, cwd=folder)
        assert result.returncode == 0, result
        return before, texts_of(folder), time.monotonic() - start


def kill_at_random(title, arguments, handler, has_root):
    count = 40
    before, after, seconds = expected_of(arguments, handler, count, has_root)
    assert before != after
    seen = {"before": 0, "after": 0, "ended": 0, "told": 0}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            make_app(folder, handler, count, has_root)
            process = subprocess.Popen([binary, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.random() * seconds * 1.2)
            process.send_signal(signal.SIGKILL)
            seen["ended"] += process.wait() == 0
            for path, text in texts_of(folder).items():
                if "paas-lsp" not in path and text not in (before.get(path), after.get(path)):
                    fail(f"{title}, round {number}: {path} is torn", folder)
            check = run("--check", "--quiet", cwd=folder)
            notices = [line for line in check.stderr.splitlines() if "interrupted" in line]
            seen["told"] += len(notices) == 1
            now = texts_of(folder)
            if now == before:
                seen["before"] += 1
            elif now == after:
                seen["after"] += 1
            else:
                fail(f"{title}, round {number}: neither before nor after", folder)
            if len(notices) > 1 or (check.stderr and not notices):
                fail(f"{title}, round {number}: {check.stderr!r}", folder)
    print(f"{title}: {rounds} kills: {seen}", flush=True)


def save_meanwhile():
    count = 40
    before, after, seconds = expected_of(["--check", "--fix"], misspelt, count, True)
    kept_out = 0
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            make_app(folder, misspelt, count, True)
            target = folder / "shop" / f"job-{random.randrange(count)}" / "index.py"
            typed = misspelt(99).replace("pass", f"return {number}")
            process = subprocess.Popen([binary, "--check", "--fix"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

            def save():
                time.sleep(random.random() * seconds * 1.2)
                if number % 2 == 0:
                    target.write_text(typed)
                else:
                    (target.parent / "new~").write_text(typed)
                    (target.parent / "new~").rename(target)

            editor = threading.Thread(target=save)
            editor.start()
            messages = process.communicate()[1]
            editor.join()
            now = texts_of(folder)
            name_of_target = str(target.relative_to(folder))
            # What was saved before the program read it is fixed, too.
            fine = (typed, typed.replace("tiemout", "timeout"))
            if now[name_of_target] not in fine:
                fail(f"a save of round {number} is lost: {now[name_of_target]!r}", folder)
            rest = {path: text for path, text in now.items() if path != name_of_target}
            if rest != {path: text for path, text in after.items() if path != name_of_target}:
                fail(f"round {number}: the other files are not as they should be", folder)
            kept_out += "left as it is" in messages
    print(f"{rounds} saves while --fix writes: {kept_out} files were left out", flush=True)


kill_at_random("--migrate --write", ["--migrate", "--write", "."], old_handler, False)
kill_at_random("--check --fix", ["--check", "--fix"], misspelt, True)
save_meanwhile()
print(f"{len(failures)} failures")
sys.exit(1 if failures else 0)
