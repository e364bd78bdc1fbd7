"""Inputs that nest as deep as they may, with a stack of 128 KB: no command ends by a signal.

deep.py BINARY FOLDER [KILOBYTES]: FOLDER takes what the tests write.
"""
import json
import os
import resource
import shutil
import subprocess
import sys

LEVELS = 100  # of YAML; see docs/limits.md


def handler(fragment):
    return '"""\n%s\n"""\n\n\ndef handler(event, context=None):\n    return None\n' % fragment


def block(levels, prefix="  "):
    return "\n".join(prefix + "  " * i + "k%d:" % i for i in range(levels)) + " x"


def flow(levels, opening="[", closing="]"):
    return opening * levels + closing * levels


def schema(levels):
    text = "{type: string}"
    for _ in range(levels):
        text = "{properties: {a: %s}}" % text
    return text


def write(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


ROOT = handler("infra:\n  api: {}\n  table: {}")
WORKER = handler("infra:\n  type: worker\n  event:\n    type: table\n    pattern:\n      detail:\n%s")

APPS = {
    "block": {"index.py": handler("infra:\n  type: worker\n" + block(LEVELS - 3))},
    "pattern": {"index.py": WORKER % block(LEVELS - 8, "        ")},
    "flow": {"index.py": handler("infra:\n  type: worker\n  event: " + flow(LEVELS - 3))},
    "flow of maps": {"index.py": handler("infra:\n  type: worker\n  event: " + flow(LEVELS - 3, "{a: ", "}"))},
    "beyond": {"index.py": handler("infra:\n  type: worker\n  event: " + flow(5000))},
    "aliases": {"index.py": handler("infra:\n  a0: &a0 [x]\n" + "\n".join(
        "  a%d: &a%d [*a%d, [[[[*a%d]]]]]" % (i, i, i - 1, i - 1) for i in range(1, 18)))},
    "python brackets": {"index.py": handler("infra:\n  type: worker") + "\nx = " + "(" * 3000 + ")" * 3000 + "\n"},
    "python calls": {"index.py": handler("infra:\n  type: worker") + "\nimport boto3\nx = " + "f(" * 20000 + ")" * 20000},
    "python chain": {"index.py": "import boto3\n" + handler("infra:\n  type: worker") + "\nx = boto3" + ".a()" * 40000 + "\n"},
    "python blocks": {"index.py": handler("infra:\n  type: worker") + "\n" + "".join(
        " " * i + "if x:\n" for i in range(280)) + " " * 280 + "pass\n"},
    "python sum": {"index.py": handler("infra:\n  type: worker") + "\nx = " + "1 + " * 60000 + "1\n"},
    "python unclosed": {"index.py": handler("infra:\n  type: worker") + "\nx = " + "[:" * 60000},
}

OWN = """about: mine
kinds:
- kind: handler
  files: index.py
  schema: handler.yaml
"""


def folders(top):
    for name, files in APPS.items():
        folder = os.path.join(top, name.replace(" ", "-"))
        write(folder, {"shop/__init__.py": ROOT})
        write(folder, {"shop/deep/" + path: text for path, text in files.items()})
        yield name, folder
    flask = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "flask")
    for name, deep in (("schema", schema(44)), ("schema beyond", schema(3000)),
                       ("regular expression", "{pattern: '%s'}" % ("(a" * 900 + ")*" * 900))):
        folder = os.path.join(top, name.replace(" ", "-"))
        shutil.copytree(flask, folder)
        path = os.path.join(folder, "schemas", "api.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        write(folder, {"schemas/api.yaml": text.replace("definitions:\n", "definitions:\n  deep: %s\n" % deep, 1)})
        yield name, folder


def frame(message):
    body = json.dumps(message) if isinstance(message, dict) else message
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body.encode())


def session(folder):
    """Everything at once: what is asked about a file, and messages that nest."""
    uri = "file://" + folder
    messages = [frame({"jsonrpc": "2.0", "id": 1, "method": "initialize",
                       "params": {"processId": None, "rootUri": uri, "capabilities": {}}}),
                frame({"jsonrpc": "2.0", "method": "initialized", "params": {}})]
    for levels in (500, 100000):
        deep = "[" * levels + "]" * levels
        messages.append(frame('{"jsonrpc": "2.0", "id": %d, "method": "textDocument/hover", "params": {"a": %s}}' %
                              (levels, deep)))
        messages.append(frame('{"jsonrpc": "2.0", "id": "x", "method": "textDocument/hover", "params": %s}' % (
            '{"a":' * levels + "1" + "}" * levels)))
    path = os.path.join(folder, "shop", "deep", "index.py")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        document = {"textDocument": {"uri": "file://" + path}}
        place = dict(document, position={"line": 3, "character": 9}, context={"includeDeclaration": True, "diagnostics": []},
                     range={"start": {"line": 0, "character": 0}, "end": {"line": 200, "character": 0}}, positions=[
                         {"line": 3, "character": 9}], options={"tabSize": 2, "insertSpaces": True})
        messages.append(frame({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {
            "uri": "file://" + path, "languageId": "python", "version": 1, "text": text}}}))
        for number, method in enumerate(("hover", "completion", "definition", "references", "codeAction", "diagnostic",
                                         "documentSymbol", "semanticTokens/full", "inlayHint", "codeLens", "formatting",
                                         "foldingRange", "selectionRange", "documentLink", "documentHighlight"), 10):
            messages.append(frame({"jsonrpc": "2.0", "id": number, "method": "textDocument/" + method, "params": place}))
    messages.append(frame({"jsonrpc": "2.0", "id": 99, "method": "shutdown"}))
    messages.append(frame({"jsonrpc": "2.0", "method": "exit"}))
    return b"".join(messages)


def main():
    binary, top = sys.argv[1], sys.argv[2]
    kilobytes = int(sys.argv[3]) if len(sys.argv) > 3 else 128

    def limit():
        resource.setrlimit(resource.RLIMIT_STACK, (kilobytes * 1024, kilobytes * 1024))

    faults = 0
    runs = 0

    def run(name, arguments, folder, given=b""):
        nonlocal faults, runs
        runs += 1
        try:
            done = subprocess.run([binary, *arguments], cwd=folder, input=given, capture_output=True, timeout=60,
                                  preexec_fn=limit, check=False)
        except subprocess.TimeoutExpired:
            faults += 1
            print("%s %s: hangs" % (name, arguments[0]))
            return
        if done.returncode < 0 or (arguments[0] == "--stdio" and done.returncode != 0):
            faults += 1
            print("%s %s: status %d %s" % (name, arguments[0], done.returncode, done.stderr[-200:]))
        elif os.environ.get("DEEP_SHOW"):
            print("%s %s: %d %s" % (name, " ".join(arguments), done.returncode, (done.stdout + done.stderr)[-150:]))

    for name, folder in folders(top):
        for command in (["--check"], ["--check", "--threads", "4"], ["--check", "--fix", "--unsafe-fixes", "--diff"], ["--preview"],
                        ["--migrate"], ["--graph"], ["--match", "sample:bucket-created"]):
            run(name, command, folder)
        run(name, ["--stdio"], folder, session(folder))
        if os.path.exists(os.path.join(folder, "shop", "deep")):
            run(name, ["--dump", "shop/deep/index.py"], folder)
    for levels in (500, 100000):
        for event in ("[" * levels + "]" * levels, '{"a":' * levels + "1" + "}" * levels):
            run("event of %d levels" % levels, ["--match", "-"], os.path.join(top, "pattern"), event.encode())
    print("%d runs with a stack of %d KB: %d faults" % (runs, kilobytes, faults))
    return 0 if faults == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
