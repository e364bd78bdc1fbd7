// Messages that no client should send, each to a server of its own: it says so or passes over them, and goes on.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { slow, times, uriOf } from "./session.mjs";
import { frame, Wire } from "./wire.mjs";
import { find, shop, worker, workspace } from "./workspace.mjs";

const root = workspace(shop());
const file = path.join(root, "shop/orders/index.py");
const uri = uriOf(file);
const textDocument = { uri };
const position = find(worker, "worker", 2);
const hover = (wire, id) => wire.request(id, "textDocument/hover", { textDocument, position });
const end = { line: worker.split("\n").length - 1, character: 0 };
const edit = (from, to, text = "#") => ({ range: { start: from, end: to }, text });

/// A server that has a handler open.
async function begin() {
  const wire = new Wire();
  await wire.begin(root, file, worker);
  hover(wire, "ready");
  assert.ok((await wire.reply("ready", 10_000))?.result?.contents, "no hover before the trouble");
  return wire;
}

/// The server still knows the document and answers well.
async function survived(wire, hovered = hover) {
  hovered(wire, "afterwards");
  const reply = await wire.reply("afterwards");
  if (!reply) assert.fail(`the server ended: ${JSON.stringify(await wire.child.ended)} ${wire.child.errors}`);
  assert.ok(reply.result?.contents, `no hover but ${JSON.stringify(reply)}`);
  assert.equal(wire.replies("afterwards").length, 1);
}

/// `play` sends the trouble; `expect`, where there is one, judges what came of it.
function torture(name, play, expect = () => {}) {
  test(`torture: ${name}`, { timeout: 60_000 * slow }, async () => {
    const wire = await begin();
    try {
      await play(wire);
      await survived(wire);
      await expect(wire);
    } finally {
      wire.stop();
    }
  });
}

const errors = (wire) => wire.messages.filter((message) => message.error);
const oneError = (code, id = null) => (wire) => {
  assert.deepEqual(
    errors(wire).map((message) => [message.id, message.error.code]),
    [[id, code]],
  );
};
const noError = (wire) => assert.deepEqual(errors(wire), []);
const parseError = -32700;
const invalidRequest = -32600;
const methodNotFound = -32601;
const invalidParams = -32602;

// Frames.
torture("a body that is no JSON", (wire) => wire.raw(frame("{nonsense")), oneError(parseError));
torture("an empty body", (wire) => wire.raw(frame("")), oneError(parseError));
torture("an empty batch", (wire) => wire.raw(frame("[]")), oneError(invalidRequest));
torture(
  "a batch of two",
  (wire) => wire.raw(frame([1, 2].map((id) => ({ jsonrpc: "2.0", id, method: "textDocument/hover", params: { textDocument, position } })))),
  (wire) => assert.ok(errors(wire).length === 1 || (wire.replies(1).length === 1 && wire.replies(2).length === 1)),
);
for (const length of ["abc", "-5", "99999999999"]) {
  torture(
    `a header with the length ${length}`,
    (wire) => wire.raw(`Content-Length: ${length}\r\n\r\n{"jsonrpc":"2.0","id":1,"method":"shutdown"}`),
    (wire) => assert.equal(errors(wire).length, 1),
  );
}
torture("a line of garbage instead of a header", (wire) => wire.raw("this is no header\r\n"));
torture("a lower-case header name", (wire) => {
  wire.raw(frame({ jsonrpc: "2.0", id: 1, method: "textDocument/hover", params: { textDocument, position } }, "content-length"));
  return wire.reply(1);
}, (wire) => assert.ok(wire.replies(1)[0].result.contents));
torture("an extra header", (wire) => {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "textDocument/hover", params: { textDocument, position } }));
  wire.raw(`Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nX-Extra: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  return wire.reply(1);
}, (wire) => assert.ok(wire.replies(1)[0].result.contents));

// Requests.
torture("an unknown request", (wire) => wire.request(1, "textDocument/unheardOf", {}), oneError(methodNotFound, 1));
torture("a hover with null params", (wire) => wire.request(1, "textDocument/hover", null), oneError(invalidParams, 1));
torture(
  "a hover with wrong types",
  (wire) => wire.request(1, "textDocument/hover", { textDocument: 5, position: "x" }),
  oneError(invalidParams, 1),
);

// Edits. Where the place is out of the document, the nearest place in it is meant or nothing happens.
torture("an edit past the end", (wire) => wire.change(uri, 2, edit({ line: 5000, character: 5 }, { line: 6000, character: 0 }, "")));
torture("an edit whose end precedes its start", (wire) => wire.change(uri, 2, edit(end, { line: end.line - 1, character: 0 }, "")));
torture("negative positions", (wire) => wire.change(uri, 2, edit({ line: -1, character: -1 }, { line: -1, character: -1 }, "")));
torture("positions of 2^31", (wire) => {
  const far = { line: 2 ** 31, character: 2 ** 31 };
  wire.change(uri, 2, edit(far, far, ""));
  wire.request(1, "textDocument/hover", { textDocument, position: far });
  return wire.reply(1);
}, (wire) => assert.equal(wire.replies(1).length, 1));
torture("a version that goes backwards", (wire) => {
  wire.change(uri, 7, edit(end, end));
  wire.change(uri, 3, edit(end, end));
}, noError);
torture("a change of a document never opened", (wire) => wire.change(uriOf(path.join(root, "nowhere.py")), 2, { text: "x" }), noError);
torture("a close of a document never opened", (wire) =>
  wire.notify("textDocument/didClose", { textDocument: { uri: uriOf(path.join(root, "nowhere.py")) } }), noError);
torture("a document opened twice", (wire) => wire.open(file, worker), noError);
torture("cancelling an unknown id", (wire) => wire.notify("$/cancelRequest", { id: 424242 }), noError);
torture("a URI that is no file and climbs out", (wire) => {
  for (const strange of ["untitled:Untitled-1", "file:///../../../../etc/passwd", "http://host/x.py", "%%%", "", "file://host/share/x.py"]) {
    wire.notify("textDocument/didOpen", { textDocument: { uri: strange, languageId: "python", version: 1, text: worker } });
    wire.request(strange, "textDocument/hover", { textDocument: { uri: strange }, position });
  }
  return wire.reply("file://host/share/x.py");
});
torture("a body of invalid UTF-8", (wire) => {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "textDocument/hover", params: { textDocument, position, x: "??" } }));
  body[body.indexOf("??")] = 0xff;
  wire.raw(frame(body));
}, (wire) => assert.ok(errors(wire).length === 1 || wire.replies(1).length === 1));
torture("parameters nested 200,000 deep", (wire) =>
  wire.raw(frame(`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":${"[".repeat(200_000)}${"]".repeat(200_000)}}`)),
  (wire) => assert.equal(errors(wire).length, 1));

const count = times(10_000);
torture(`${count} hovers followed by ${count} cancels`, async (wire) => {
  for (let id = 0; id < count; ++id) hover(wire, id);
  for (let id = 0; id < count; ++id) wire.notify("$/cancelRequest", { id });
  await wire.receive(30_000, "all replies", () => wire.messages.filter(({ id }) => typeof id === "number").length === count);
}, (wire) => {
  const answered = new Map();
  for (const { id, result, error } of wire.messages) {
    if (typeof id !== "number") continue;
    answered.set(id, (answered.get(id) ?? 0) + 1);
    assert.ok(error ? error.code === -32800 : result.contents);
  }
  assert.equal(answered.size, count);
  assert.ok([...answered.values()].every((answers) => answers === 1));
});

// Frames in pieces: the same session, cut everywhere.
const session = [
  { id: 1, method: "textDocument/hover", params: { textDocument, position } },
  { method: "textDocument/didChange", params: { textDocument: { uri, version: 2 }, contentChanges: [edit(end, end, "# ä 😀\n")] } },
  { id: 2, method: "textDocument/hover", params: { textDocument, position } },
].map((message) => frame({ jsonrpc: "2.0", ...message }));
const stream = Buffer.concat(session);
const bothAnswered = (wire) => [1, 2].forEach((id) => assert.ok(wire.replies(id)[0].result.contents));

torture("messages in one piece", (wire) => {
  wire.raw(stream);
  return wire.reply(2);
}, bothAnswered);
torture("messages byte by byte", async (wire) => {
  for (const byte of stream) await new Promise((resolve) => wire.child.stdin.write(Buffer.of(byte), resolve));
  await wire.reply(2);
}, bothAnswered);
torture("messages cut once, at every byte", async (wire) => {
  for (let cut = 1; cut < stream.length; ++cut) {
    wire.messages.length = 0;
    for (const piece of [stream.subarray(0, cut), stream.subarray(cut)]) {
      await new Promise((resolve) => wire.child.stdin.write(piece, resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await wire.reply(2);
    bothAnswered(wire);
  }
});
