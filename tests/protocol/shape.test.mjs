// Formatting, folds, selections, tokens, call hierarchies, folders that move, and commands.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { TextDocument } from "vscode-languageserver-textdocument";
import { capabilities, until, uriOf, withSession } from "./session.mjs";
import { example, find, read, workspace } from "./workspace.mjs";

const options = { tabSize: 4, insertSpaces: true };
const root = '"""\ninfra:\n  table: {}\n  queue: {}\n"""\n';
const orders = `"""
infra:
  type:   worker
  event:
    type: table
    pattern: {detail: {pk: [ä😀, ORDER]}}  # one
"""
import os

def handler(event, context=None):
    return os.environ["APP_QUEUE"]
`;
const jobs = orders.replace("type: table", "type: queue").replace("APP_QUEUE", "APP_TABLE").replace("type:   worker", "type: worker");
const files = { "shop/__init__.py": root, "shop/orders/index.py": orders, "shop/jobs/index.py": jobs };

const apply = (text, edits) => TextDocument.applyEdits(TextDocument.create("file:///a", "python", 1, text), edits);

/// Every token as [line, character, length, type, modifiers].
function decode(data) {
  const tokens = [];
  let line = 0;
  let character = 0;
  for (let i = 0; i < data.length; i += 5) {
    character = data[i] === 0 ? character + data[i + 1] : data[i + 1];
    line += data[i];
    tokens.push([line, character, data[i + 2], data[i + 3], data[i + 4]]);
  }
  return tokens;
}

test("a document is formatted, some of its lines are, and a line break is indented", async () => {
  const folder = workspace(files);
  const file = path.join(folder, "shop/orders/index.py");
  await withSession({ root: folder }, async (session) => {
    session.open(file, orders);
    const expected = orders.replace("type:   worker", "type: worker");
    const edits = await session.about("formatting", file, { options });
    assert.equal(apply(orders, edits), expected);
    assert.deepEqual(edits, [{ range: { start: { line: 2, character: 8 }, end: { line: 2, character: 10 } }, newText: "" }]);
    const line = (number) => ({ start: { line: number, character: 0 }, end: { line: number, character: 0 } });
    assert.deepEqual(await session.about("rangeFormatting", file, { range: line(2), options }), edits);
    assert.deepEqual(await session.about("rangeFormatting", file, { range: line(4), options }), []);
    session.change(file, { range: { start: { line: 3, character: 8 }, end: { line: 3, character: 8 } }, text: "\n" });
    const entered = await session.at("onTypeFormatting", file, { line: 4, character: 0 }, { ch: "\n", options });
    assert.deepEqual(entered, [{ range: line(4), newText: "    " }]);
    // Broken text is left alone.
    session.change(file, { text: '"""\ninfra: {type:   worker\n"""\n' });
    assert.deepEqual(await session.about("formatting", file, { options }), []);
  });
});

test("folds and selections nest", async () => {
  const folder = workspace(files);
  const file = path.join(folder, "shop/orders/index.py");
  await withSession({ root: folder }, async (session) => {
    session.open(file, orders);
    assert.deepEqual(await session.about("foldingRange", file), [
      { startLine: 0, endLine: 5 },
      { startLine: 1, endLine: 5 },
      { startLine: 3, endLine: 5 },
    ]);
    const positions = [find(orders, "ORDER", 1), find(orders, "APP_QUEUE", 1)];
    const [inside, code] = await session.about("selectionRange", file, { positions });
    const texts = [];
    for (let at = inside; at; at = at.parent) {
      texts.push(TextDocument.create("file:///a", "python", 1, orders).getText(at.range));
    }
    assert.deepEqual(texts.slice(0, 3), ["ORDER", "[ä😀, ORDER]", "pk: [ä😀, ORDER]"]);
    assert.equal(texts.at(-1), orders);
    texts.reduce((inner, outer) => (assert.ok(outer.includes(inner)), outer));
    assert.deepEqual(code.range.start, find(orders, "APP_QUEUE"));
  });
});

test("deltas of tokens lead to what the full answer is, in every encoding", async () => {
  for (const encodings of [["utf-8"], ["utf-16"], ["utf-32"]]) {
    const folder = workspace(files);
    const file = path.join(folder, "shop/orders/index.py");
    await withSession({ root: folder, capabilities: capabilities({ encodings }) }, async (session) => {
      session.open(file, orders);
      const { tokenTypes } = session.initialized.capabilities.semanticTokensProvider.legend;
      const first = await session.about("semanticTokens/full", file);
      const order = decode(first.data).find(([line, , length]) => line === 5 && length === 5);
      const wide = { "utf-8": 36, "utf-16": 33, "utf-32": 32 }[encodings[0]];
      assert.deepEqual(order.slice(0, 2), [5, wide], encodings[0]);
      let { data, resultId } = first;
      for (const text of [orders.replace("type:   worker", "size: 512\n  type: worker"), orders, '"""\ninfra: {}\n"""\n', "", orders]) {
        session.change(file, { text });
        const delta = await session.about("semanticTokens/full/delta", file, { previousResultId: resultId });
        for (const { start, deleteCount, data: inserted } of delta.edits) {
          data = [...data.slice(0, start), ...(inserted ?? []), ...data.slice(start + deleteCount)];
        }
        resultId = delta.resultId;
        // One that the server does not know any more is answered in full.
        const full = await session.about("semanticTokens/full/delta", file, { previousResultId: "none" });
        assert.deepEqual(data, full.data);
        resultId = full.resultId;
      }
      const range = { start: { line: 4, character: 0 }, end: { line: 4, character: 20 } };
      const part = await session.about("semanticTokens/range", file, { range });
      assert.deepEqual(
        decode(part.data).map(([line, , , type]) => [line, tokenTypes[type]]),
        [[4, "property"], [4, "enumMember"]],
      );
    });
  }
});

test("call hierarchies go from handler to handler", async () => {
  const folder = workspace(files);
  const file = path.join(folder, "shop/orders/index.py");
  await withSession({ root: folder }, async (session) => {
    session.open(file, orders);
    await until("the workspace", async () => {
      const [item] = await session.at("prepareCallHierarchy", file, { line: 1, character: 0 });
      const calls = await session.request("callHierarchy/incomingCalls", { item });
      return calls.length > 0 && (await session.request("callHierarchy/incomingCalls", { item: calls[0].from })).length > 0;
    });
    const [item] = await session.at("prepareCallHierarchy", file, { line: 1, character: 0 });
    assert.equal(item.name, "orders");
    const [incoming] = await session.request("callHierarchy/incomingCalls", { item });
    assert.equal(incoming.from.name, "AppTable");
    assert.deepEqual(incoming.fromRanges, [incoming.from.selectionRange]);
    const [writer] = await session.request("callHierarchy/incomingCalls", { item: incoming.from });
    assert.equal(writer.from.name, "jobs");
    assert.deepEqual(writer.fromRanges[0].start, find(jobs, "APP_TABLE"));
    const [outgoing] = await session.request("callHierarchy/outgoingCalls", { item });
    assert.equal(outgoing.to.name, "AppQueue");
    assert.deepEqual(outgoing.fromRanges[0].start, find(orders, "APP_QUEUE"));
    const [reached] = await session.request("callHierarchy/outgoingCalls", { item: outgoing.to });
    assert.equal(reached.to.name, "jobs");
    assert.equal(reached.to.uri, uriOf(path.join(folder, "shop/jobs/index.py")));
  });
});

test("a folder that moves takes what refers to it along, and what is deployed anew is said", async () => {
  const folder = example("oldest");
  const metadata = path.join(folder, "metadata.yaml");
  await withSession({ root: folder }, async (session) => {
    session.open(metadata, read(metadata), "yaml");
    const moved = {
      files: [{ oldUri: uriOf(path.join(folder, "shop/orders")), newUri: uriOf(path.join(folder, "shop/sales")) }],
    };
    const edit = await until("the workspace", () => session.request("workspace/willRenameFiles", moved));
    const change = edit.documentChanges.find(({ textDocument }) => textDocument?.uri === uriOf(metadata));
    assert.ok(change.edits.length > 0);
    const text = apply(read(metadata), change.edits.map(({ range, newText }) => ({ range, newText })));
    assert.doesNotMatch(text, /shop-orders/);
    assert.match(text, /shop-sales/);
    const [annotation] = Object.values(edit.changeAnnotations);
    assert.match(annotation.label, /shop-orders.*shop-sales/);
    assert.equal(annotation.needsConfirmation, true);
    const nothing = { files: [{ oldUri: uriOf(path.join(folder, "nothing")), newUri: uriOf(path.join(folder, "more")) }] };
    assert.equal(await session.request("workspace/willRenameFiles", nothing), null);
  });
});

test("commands make a handler and explain a rule", async () => {
  const folder = workspace(files);
  const file = path.join(folder, "shop/orders/index.py");
  await withSession({ root: folder }, async (session) => {
    const uri = session.open(file, orders);
    const execute = (command, ...args) => session.request("workspace/executeCommand", { command, arguments: args });
    const made = await execute("paas-lsp.newHandler", { type: "timer", path: "reports/daily", uri });
    assert.equal(made.uri, uriOf(path.join(folder, "shop/reports/daily/index.py")));
    const [{ edit }] = await until("the edit", () => session.applied.length && session.applied);
    const created = edit.documentChanges.filter(({ kind }) => kind === "create").map((change) => path.basename(change.uri));
    assert.deepEqual(created, ["index.py", "test.py"]);
    const [{ edits }] = edit.documentChanges.filter(({ textDocument }) => textDocument?.uri === made.uri);
    assert.match(edits[0].newText, /^"""\ninfra:\n  type: timer\n/);
    await assert.rejects(execute("paas-lsp.newHandler", { type: "robot", path: "a", uri }), /`endpoint`, `worker`, `timer`/);
    assert.match(await execute("paas-lsp.explain", { code: "undefined-reference" }), /undefined-reference/);
    await assert.rejects(execute("paas-lsp.explain", { code: "nonsense" }), /no rule/);
    await assert.rejects(execute("paas-lsp.explain"), /parameters do not fit/);
    await assert.rejects(execute("nonsense"), /no command/);
  });
});
