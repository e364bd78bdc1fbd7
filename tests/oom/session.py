"""A client of the language server that is refused memory: what it asks, and what may come back."""
import json
import os
import select
import subprocess
import time

LIMIT = 20  # seconds for one answer: a server that needs more hangs


class Fault(Exception):
    """The server did what it must not do."""


class Ended(Exception):
    """The server is gone."""


class Wire:
    """Frames of JSON-RPC over the standard streams of a process."""

    def __init__(self, process):
        self.process = process
        self.buffer = b""
        self.next_id = 1
        self.answers = {}
        self.notes = []

    def send(self, method, params=None, is_request=False):
        message = {"jsonrpc": "2.0", "method": method, "params": params if params is not None else {}}
        if is_request:
            message["id"] = self.next_id
            self.next_id += 1
        self.write(message)
        return message.get("id")

    def write(self, message):
        body = json.dumps(message).encode()
        try:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.process.stdin.flush()
        except BrokenPipeError as gone:
            raise Ended() from gone

    def read(self):
        """Takes in one message."""
        end = time.monotonic() + LIMIT
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if found:
                length = int(head.split(b":")[1])
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    return self.take(json.loads(rest[:length]))
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise Fault("no answer for %d seconds" % LIMIT)
            bytes_read = os.read(self.process.stdout.fileno(), 65536)
            if not bytes_read:
                raise Ended()
            self.buffer += bytes_read

    def take(self, message):
        if "method" in message:
            self.notes.append(message)
            if "id" in message:
                self.write({"jsonrpc": "2.0", "id": message["id"], "result": None})
            return
        if message["id"] is None:
            self.notes.append(message)
            return
        if message["id"] in self.answers:
            raise Fault("two answers to request %s" % message["id"])
        if "result" not in message and "error" not in message:
            raise Fault("an answer without a result: %s" % message)
        self.answers[message["id"]] = message

    def answer(self, asked):
        while asked not in self.answers:
            self.read()
        return self.answers[asked]

    def wait_for_note(self, wanted):
        seen = 0
        while True:
            while seen < len(self.notes):
                if wanted(self.notes[seen]):
                    return self.notes.pop(seen)
                seen += 1
            self.read()


def is_read(note):
    return note.get("method") == "window/logMessage" and note["params"]["message"].startswith("read ")


def is_read_or_lacks(note):
    said = note["params"]["message"] if note.get("method") == "window/showMessage" else ""
    return is_read(note) or ("out of memory" in said and "reopen" not in said)  # that one is about a document


class Session:
    """One session; `expected` is what an undisturbed one gave."""

    def __init__(self, command, folder, environment, pulls, keeps_failing=False, may_end=False):
        self.command = command
        self.folder = folder
        self.environment = environment
        self.pulls = pulls
        self.keeps_failing = keeps_failing  # until its end: errors may come at any time
        self.may_end = may_end or keeps_failing  # with status 2: more is refused than the reserve holds
        self.path = os.path.join(folder, "shop", "tasks", "orders", "index.py")
        self.errors = 0

    def run(self, expected=None):
        """The answers of the last round, and the diagnostics."""
        process = subprocess.Popen(self.command, cwd=self.folder, env=self.environment, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            found = self.talk(Wire(process), expected)
            process.stdin.close()
            status = process.wait(LIMIT)
            if status != 0:
                raise Fault("status %d after shutdown and exit: %s" % (status, process.stderr.read()[:200]))
            return found
        except Ended:
            status = process.wait(LIMIT)
            said = process.stderr.read().decode(errors="replace")
            # There is no connection yet, or nothing is left.
            if status == 2 and said and (self.may_end or self.is_early):
                self.errors += 1
                return None
            raise Fault("the server ended with status %d: %s" % (status, said[:300])) from None
        except subprocess.TimeoutExpired:
            raise Fault("the server does not end") from None
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                try:
                    stream.close()
                except BrokenPipeError:
                    pass

    def check_error(self, answer, method):
        message = answer["error"]["message"]
        if "out of memory" not in message:
            raise Fault("%s: an error that tells nothing of memory: %s" % (method, message))
        self.errors += 1

    def talk(self, wire, expected):
        uri = "file://" + self.path
        with open(self.path, encoding="utf-8") as file:
            text = file.read()
        lines = text.split("\n")
        line, character = next((i, each.index("worker") + 3) for i, each in enumerate(lines) if "worker" in each)
        self.resource = next({"line": i, "character": each.index("table") + 1}
                             for i, each in enumerate(lines) if "type: table" in each)
        capabilities = {"textDocument": {"publishDiagnostics": {}}, "workspace": {"configuration": False}}
        if self.pulls:
            capabilities["textDocument"]["diagnostic"] = {}
        start = {"processId": None, "rootUri": "file://" + self.folder, "capabilities": capabilities}
        self.is_early = True  # there is no connection yet
        for _ in range(1000):
            answer = wire.answer(wire.send("initialize", start, True))
            self.is_early = False
            if "result" in answer:
                break
            self.check_error(answer, "initialize")
            if self.keeps_failing:
                wire.send("exit")
                wire.process.wait(LIMIT)
                return None
        wire.send("initialized")
        wire.send("textDocument/didOpen",
                  {"textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": text}})
        # Typed, and taken back: what is lost of it would show.
        place = {"line": line, "character": 0}
        for version, (end, inserted) in enumerate([(place, "x: \n"), ({"line": line + 1, "character": 0}, "")], 2):
            wire.send("textDocument/didChange",
                      {"textDocument": {"uri": uri, "version": version},
                       "contentChanges": [{"range": {"start": place, "end": end}, "text": inserted}]})
        first = wire.wait_for_note(is_read_or_lacks)
        asked = [(method, params, wire.send(method, params, True))
                 for method, params in self.questions(uri, line, character)]
        self.compare(wire, asked, expected, is_partial=not is_read(first))
        if not self.keeps_failing:
            while not is_read(first):
                self.errors += 1
                first = wire.wait_for_note(is_read_or_lacks)
                wire.send("$/setTrace", {"value": "off"})  # it reads again when the client says something
        for _ in range(20_000):
            # What was lost is told of, and right again at the next full text.
            if not self.keeps_failing and any("reopen" in str(note) for note in wire.notes):
                self.errors += 1
                wire.notes = [note for note in wire.notes if "reopen" not in str(note)]
                wire.send("textDocument/didClose", {"textDocument": {"uri": uri}})
                wire.send("textDocument/didOpen",
                          {"textDocument": {"uri": uri, "languageId": "python", "version": 9, "text": text}})
            asked = [(method, params, wire.send(method, params, True))
                     for method, params in self.questions(uri, line, character)]
            errors = self.errors
            found = self.compare(wire, asked, expected)
            if self.keeps_failing or self.errors == errors:
                break
        else:
            raise Fault("still errors")
        if not self.pulls and not self.keeps_failing:
            found["published"] = self.published(wire, uri, expected)
        answer = wire.answer(wire.send("shutdown", None, True))
        if "error" in answer and not self.keeps_failing:
            raise Fault("shutdown is refused: %s" % answer["error"])
        wire.send("exit")
        return found

    def questions(self, uri, line, character):
        """What is asked about one document."""
        document = {"textDocument": {"uri": uri}}
        place = dict(document, position={"line": line, "character": character})
        resource = dict(document, position=self.resource)
        whole = dict(document, range={"start": {"line": 0, "character": 0}, "end": {"line": line + 20, "character": 0}})
        return [
            ("textDocument/hover", place),
            ("textDocument/completion", place),
            ("textDocument/definition", resource),
            ("textDocument/references", dict(resource, context={"includeDeclaration": True})),
            ("textDocument/rename", dict(resource, newName="other-queue")),
            ("textDocument/codeAction", dict(whole, context={"diagnostics": []})),
            ("textDocument/diagnostic", document),
            ("textDocument/documentSymbol", document),
            ("textDocument/semanticTokens/full", document),
            ("textDocument/inlayHint", whole),
            ("textDocument/codeLens", document),
            ("paas/preview", document),
            ("textDocument/formatting", dict(document, options={"tabSize": 2, "insertSpaces": True})),
        ]

    @staticmethod
    def published(wire, uri, expected):
        """The diagnostics that were last pushed."""
        wanted = None if expected is None else expected["published"]
        last = None
        while True:
            for note in wire.notes:
                if note.get("method") == "textDocument/publishDiagnostics" and note["params"]["uri"] == uri:
                    last = note["params"]["diagnostics"]
            wire.notes.clear()
            if last is not None and (wanted is None or last == wanted):
                return last
            wire.read()

    def compare(self, wire, asked, expected, is_partial=False):
        """`is_partial`: not all was read, so what depends on other files is not known."""
        found = {}
        for method, _, number in asked:
            answer = wire.answer(number)
            is_usual_error = expected is None or expected[method] == answer.get("error")
            if "error" in answer and not is_usual_error:
                self.check_error(answer, method)
                continue
            result = answer["error"] if "error" in answer else answer["result"]
            if isinstance(result, dict):
                result = {key: value for key, value in result.items() if key not in ("resultId", "version")}
            found[method] = result
            if expected is not None and not is_partial and result != expected[method]:
                raise Fault("%s: %s instead of %s" % (method, str(result)[:300], str(expected[method])[:300]))
        return found
