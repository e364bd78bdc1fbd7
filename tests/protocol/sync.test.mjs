// Random edits end where opening the text does.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import { capabilities, random, slow, times, uriOf, withSession } from "./session.mjs";
import { checkedText, normal, read, shop, worker, workspace } from "./workspace.mjs";

const pieces = [
  "\n", "\r\n", "\r", "\n\n", "  ", "    ", "\t", ":", ": ", "- ", '"""', "'''", '"', "'", "\\", "#", "{", "}", "[", "]", ",", "*a", "&a ",
  "a", "Z", "0", "ä", "€", "😀", "👨‍👩‍👧", "e\u0301", "\ufeff", "\u2028", "\u0085", "\0", "",
  "infra:\n", "  type: worker\n", "  timeout: 60\n", "  timeuot: 5\n", "  event:\n    type: table\n", "  permissions:\n  - s3:GetObject\n",
  "  layers:\n  - numpy\n", 'os.environ["APP_TABLE"]', "import os\n", "def handler(event, context=None):\n    return 1\n", "# paas: ignore\n",
  '"""\r\ninfra:\r\n  type: timer\r\n"""\r\n', '"""\rinfra:\r  type: worker\r"""\r',
];

const starts = {
  LF: worker,
  CRLF: worker.replaceAll("\n", "\r\n"),
  CR: worker.replaceAll("\n", "\r"),
  "mixed line ends": worker.split("\n").map((line, index) => line + ["\n", "\r\n", "\r"][index % 3]).join(""),
  "a byte order mark": "\ufeff" + worker,
  "wide characters": worker.replace("- INSERT", "- INSERT # 😀 ä €").replace("APP_TABLE", "APP_TABLE😀"),
  nothing: "",
};

const lengths = {
  "utf-8": (text) => Buffer.byteLength(text),
  "utf-16": (text) => text.length,
  "utf-32": (text) => [...text].length,
};

const high = (code) => code >= 0xd800 && code < 0xdc00;
const low = (code) => code >= 0xdc00 && code < 0xe000;

/// An edit of `document` at places between characters; a CR and its LF are one, since no position lies between them.
function editOf(document, { below, of }) {
  const text = document.getText();
  const place = (limit) => {
    let offset = below(limit + 1);
    if (low(text.charCodeAt(offset)) && high(text.charCodeAt(offset - 1))) offset -= 1;
    if (text[offset] === "\n" && text[offset - 1] === "\r") offset -= 1;
    return offset;
  };
  const begin = place(text.length);
  const end = below(2) === 0 ? begin : Math.max(begin, place(Math.min(text.length, begin + of([1, 5, 40, text.length]))));
  return { begin, end, text: of([() => of(pieces), () => of(pieces) + of(pieces), () => ""])() };
}

/// A position of a JavaScript string's document in the units of the encoding.
function positionIn(document, offset, length) {
  const { line, character } = document.positionAt(offset);
  const before = document.getText({ start: { line, character: 0 }, end: { line, character } });
  return { line, character: length(before) };
}

/// What a client can see of a text: a broken one has few diagnostics, but the other answers tell where its lines are.
async function seen(session, file) {
  const { capabilities: can } = session.initialized;
  const answers = [session.pull(file)];
  if (can.foldingRangeProvider) answers.push(session.about("foldingRange", file));
  if (can.documentSymbolProvider) answers.push(session.about("documentSymbol", file));
  if (can.semanticTokensProvider) answers.push(session.about("semanticTokens/full", file).then((tokens) => tokens?.data));
  if (can.inlayHintProvider) {
    const range = { start: { line: 0, character: 0 }, end: { line: 1_000, character: 0 } };
    answers.push(session.about("inlayHint", file, { range }));
  }
  return Promise.all(answers);
}

/// The whole workspace is read: what depends on other files is said from now on.
async function settled(session) {
  while (!session.logs.some(({ message }) => message.startsWith("read "))) await delay(5);
}

const editsEach = times(1_500);

for (const [index, [name, start]] of Object.entries(starts).entries()) {
  const encoding = Object.keys(lengths)[(index + 1) % 3];
  test(`${editsEach} random edits from ${name}, ${encoding}`, { timeout: 120_000 * slow }, async () => {
    const root = workspace(shop({ "shop/orders/index.py": start }));
    const file = path.join(root, "shop/orders/index.py");
    const dice = random(1000 + index);
    const client = capabilities({ encodings: [encoding] });
    await withSession({ root, capabilities: client }, (edited) =>
      withSession({ root, capabilities: client }, async (opened) => {
        const create = (text) => TextDocument.create(uriOf(file), "python", 1, text);
        let document = create(start);
        edited.open(file, start);
        await Promise.all([settled(edited), settled(opened)]);
        for (let edit = 1; edit <= editsEach; ++edit) {
          // Where the text has run wild it begins again, so that much of it is well-formed most of the time.
          if (document.getText().length > 3_000 || dice.below(60) === 0) {
            edited.change(file, { text: start });
            document = create(start);
          } else {
            const changes = [];
            for (let count = 1 + dice.below(3); count > 0; --count) {
              const { begin, end, text } = editOf(document, dice);
              const [start, stop] = [begin, end].map((offset) => positionIn(document, offset, lengths[encoding]));
              changes.push({ range: { start, end: stop }, text });
              const before = document.getText();
              // Made anew: updated in place, it loses count where an edit joins a CR and an LF.
              document = create(before.slice(0, begin) + text + before.slice(end));
            }
            edited.change(file, ...changes);
          }
          if (edit % 10 !== 0 && edit !== editsEach) continue;

          const text = document.getText();
          opened.open(file, text);
          const [one, other] = await Promise.all([seen(edited, file), seen(opened, file)]);
          assert.deepEqual(one, other, `after edit ${edit}, in ${JSON.stringify(text)}`);
          opened.close(file);
          if (edit % 100 === 0 && encoding === "utf-16") {
            assert.deepEqual(normal(root, one[0]), checkedText(root, "shop/orders/index.py", text), JSON.stringify(text));
          }
        }
      }),
    );
  });
}

/// The text after one change, made visible: what remains of `before` must be well-formed and say `timeuot` at `line`.
function change(name, before, contentChange, after) {
  test(`an edit ${name}`, async () => {
    const root = workspace(shop());
    const file = path.join(root, "shop/orders/index.py");
    await withSession({ root }, async (session) => {
      session.open(file, before);
      session.change(file, contentChange);
      assert.deepEqual(normal(root, await session.pull(file)), checkedText(root, "shop/orders/index.py", after));
    });
  });
}

const wrong = worker.replace("timeout", "timeuot");
const misspelt = wrong.slice(0, wrong.indexOf("timeuot"));
const row = misspelt.split("\n").length - 1;
const at = (line, character, toLine = line, to = character) => ({
  start: { line, character },
  end: { line: toLine, character: to },
});

change("past the end of a line means the end of the line", wrong, { range: at(row, 11, row, 500), text: "0" }, wrong.replace("60", "0"));
change("past the last line means the end of the text", wrong, { range: at(900, 7, 901, 9), text: "x = 1\n" }, `${wrong}x = 1\n`);
change("of everything by a range that reaches past the end", worker, { range: at(0, 0, 2 ** 31 - 1, 2 ** 31 - 1), text: wrong }, wrong);
change("with an obsolete rangeLength", wrong, { range: at(row, 2, row, 9), rangeLength: 3, text: "timeout" }, worker);
change("without a range is the whole text", worker, { text: wrong }, wrong);
change(
  "in a text with CRLF",
  wrong.replaceAll("\n", "\r\n"),
  { range: at(row, 2, row, 9), text: "timeout" },
  worker.replaceAll("\n", "\r\n"),
);

// An editor that restores its windows opens them while the workspace is read. Each once read all others again.
test("800 documents opened at once are read once", { timeout: 120_000 }, async () => {
  const names = Array.from({ length: 800 }, (_, index) => `shop/jobs-${index}/index.py`);
  const root = workspace(shop(Object.fromEntries(names.map((name) => [name, worker]))));
  const text = worker.replace("timeout", "timeuot");
  await withSession({ root }, async (session) => {
    const start = Date.now();
    for (const name of names) session.open(path.join(root, name), text);
    const found = await session.pull(path.join(root, names[799]));
    const elapsed = Date.now() - start;
    assert.deepEqual(normal(root, found), checkedText(root, names[799], text));
    assert.ok(elapsed < 2500 * slow, `${elapsed} ms`);
  });
});

// The hint that a handler has no test follows the disk, whether the test is open or not.
for (const opens of [false, true]) {
  test(`a test that is made and deleted, ${opens ? "open in the editor" : "on the disk"}`, async () => {
    const root = workspace(shop());
    const handler = path.join(root, "shop/orders/index.py");
    const beside = path.join(root, "shop/orders/test.py");
    await withSession({ root }, async (session) => {
      session.open(handler, worker);
      const tell = (type) => session.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(beside), type }] });
      const says = async (has) => {
        const found = normal(root, await session.pull(handler));
        assert.deepEqual(found, checkedText(root, "shop/orders/index.py", worker));
        assert.equal(found.some((one) => one.code === "missing-test"), has);
      };
      await says(false);
      for (let round = 0; round < 2; ++round) {
        rmSync(beside);
        tell(3);
        await says(true);
        writeFileSync(beside, "");
        if (opens && round === 0) session.open(beside, "");
        tell(1);
        await says(false);
      }
    });
  });
}
