// Parameters that do not fit, in every field of every method: each request is answered exactly once, and the session
// goes on.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { project, slow, times, uriOf } from "./session.mjs";
import { Wire } from "./wire.mjs";
import { find, shop, worker, workspace } from "./workspace.mjs";

const root = workspace(shop());
const file = path.join(root, "shop/orders/index.py");
const uri = uriOf(file);
const textDocument = { uri };
const position = find(worker, "worker", 2);
const range = { start: position, end: position };
const options = { tabSize: 2, insertSpaces: true };
const item = { name: "orders", kind: 12, uri, range, selectionRange: range, data: { path: file } };
const files = [{ oldUri: uriOf(path.dirname(file)), newUri: uriOf(path.join(root, "shop/sales")) }];

/// Parameters that fit, with every field that a client may send.
const requests = {
  "callHierarchy/incomingCalls": { item },
  "callHierarchy/outgoingCalls": { item },
  "codeAction/resolve": { title: "x", kind: "quickfix", data: { uri, code: "unknown-key", title: "x", range } },
  "completionItem/resolve": { label: "x", data: "root:1" },
  "paas/app": { textDocument },
  "paas/closePreview": { uri: uri.replace("file:", "paas-preview:") + ".yaml" },
  "paas/preview": { textDocument, whole: true, format: "json", saved: true },
  "paas/previewPlaces": { preview: uri.replace("file:", "paas-preview:") + ".yaml", textDocument, position },
  "paas/previewSource": { textDocument, position },
  "textDocument/codeAction": { textDocument, range, context: { diagnostics: [], only: ["quickfix"], triggerKind: 1 } },
  "textDocument/codeLens": { textDocument },
  "textDocument/completion": { textDocument, position, context: { triggerKind: 2, triggerCharacter: ":" } },
  "textDocument/definition": { textDocument, position },
  "textDocument/diagnostic": { textDocument, identifier: "paas-lsp", previousResultId: "x" },
  "textDocument/documentHighlight": { textDocument, position },
  "textDocument/documentLink": { textDocument },
  "textDocument/documentSymbol": { textDocument },
  "textDocument/foldingRange": { textDocument },
  "textDocument/formatting": { textDocument, options },
  "textDocument/hover": { textDocument, position },
  "textDocument/inlayHint": { textDocument, range },
  "textDocument/onTypeFormatting": { textDocument, position, ch: "\n", options },
  "textDocument/prepareCallHierarchy": { textDocument, position },
  "textDocument/implementation": { textDocument, position },
  "textDocument/prepareRename": { textDocument, position },
  "textDocument/rangeFormatting": { textDocument, range, options },
  "textDocument/references": { textDocument, position, context: { includeDeclaration: true } },
  "textDocument/rename": { textDocument, position, newName: "sales" },
  "textDocument/selectionRange": { textDocument, positions: [position] },
  "textDocument/semanticTokens/full": { textDocument },
  "textDocument/semanticTokens/full/delta": { textDocument, previousResultId: "1" },
  "textDocument/semanticTokens/range": { textDocument, range },
  "workspace/diagnostic": { identifier: "paas-lsp", previousResultIds: [{ uri, value: "x" }] },
  "workspace/executeCommand": { command: "paas-lsp.preview", arguments: [uri, { whole: true }] },
  "workspace/symbol": { query: "orders" },
  "workspace/textDocumentContent": { uri: uri.replace("file:", "paas-preview:") + ".yaml" },
  "workspace/willDeleteFiles": { files: [{ uri }] },
  "workspace/willRenameFiles": { files },
  initialize: { processId: process.pid, rootUri: uriOf(root), capabilities: {}, trace: "off", initializationOptions: {} },
};

const notifications = {
  "$/cancelRequest": { id: 7 },
  "$/setTrace": { value: "off" },
  "textDocument/didChange": { textDocument: { uri, version: 1 }, contentChanges: [{ range, text: "" }] },
  "textDocument/didClose": { textDocument: { uri: uriOf(path.join(root, "other.py")) } },
  "textDocument/didOpen": { textDocument: { uri: uriOf(path.join(root, "other.py")), languageId: "python", version: 1, text: "" } },
  "textDocument/didSave": { textDocument, text: "" },
  "workspace/didChangeConfiguration": { settings: {} },
  "workspace/didChangeWatchedFiles": { changes: [{ uri, type: 2 }] },
  "workspace/didChangeWorkspaceFolders": { event: { added: [], removed: [] } },
  "workspace/didCreateFiles": { files: [{ uri }] },
  "workspace/didDeleteFiles": { files: [{ uri }] },
  "workspace/didRenameFiles": { files },
};

const strange = [
  null, true, 0, -1, 5, 0.5, 1e300, 2 ** 31, "", "x", "file:///x.py", "file://", "\u0000", [], [5], [[]], [null], {},
  { uri: "file:///x.py" }, [{ uri: "file:///x.py" }], { uri: 5 }, [{ uri: 5, value: 5 }], { start: 5 }, { line: "x" },
];

/// Every way from the value to one in it.
function* paths(value, before = []) {
  yield before;
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) yield* paths(inner, [...before, Array.isArray(value) ? Number(key) : key]);
}

function replaced(value, [key, ...rest], by) {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = replaced(value[key], rest, by);
  if (copy[key] === undefined) delete copy[key]; // the field is missing
  return copy;
}

const variants = (params) => [
  params,
  ...[...paths(params)].flatMap((way) => [undefined, ...strange].map((by) => replaced(params, way, by))),
];

test("every method of the server is among those that are tried", () => {
  const features = path.join(project, "lsp/features");
  for (const name of readdirSync(features)) {
    const method = /^const Feature \w+\{\s*"([^"]+)"/m.exec(readFileSync(path.join(features, name), "utf8"))?.[1];
    assert.ok(method, `${name} names no method`);
    assert.ok(method in requests, `${method} is not tried`);
  }
  const server = readFileSync(path.join(project, "lsp/server/server.cpp"), "utf8");
  for (const [, method] of server.matchAll(/method == "([\w$]+(?:\/\w+)*)"/g)) {
    const is_life = ["exit", "shutdown", "initialized"].includes(method);
    assert.ok(is_life || method in requests || method in notifications, `${method} is not tried`);
  }
});

/// Starts a session, plays, and says how often each id was answered when it is over.
async function answers(play) {
  const wire = new Wire();
  try {
    await wire.begin(root, file, worker);
    const ids = [];
    await play(wire, (method, params) => {
      ids.push(`${method} ${ids.length}`);
      wire.request(ids.at(-1), method, params);
    });
    wire.request("afterwards", "textDocument/hover", { textDocument, position });
    const hovered = await wire.reply("afterwards", 30_000);
    assert.ok(hovered?.result?.contents, `no hover but ${JSON.stringify(hovered)} ${wire.child.errors}`);
    wire.request("shutdown", "shutdown");
    await wire.reply("shutdown", 30_000);
    const counts = new Map(ids.map((id) => [id, 0]));
    for (const { id, method } of wire.messages) if (!method && counts.has(id)) counts.set(id, counts.get(id) + 1);
    return [...counts].filter(([, count]) => count !== 1);
  } finally {
    wire.stop();
  }
}

for (const [method, params] of Object.entries(requests)) {
  test(`malformed ${method}: one answer each`, { timeout: 120_000 * slow }, async () => {
    const all = variants(params);
    const step = Math.max(1, Math.ceil(all.length / times(2_000)));
    const wrong = await answers(async (wire, ask) => {
      for (let index = 0; index < all.length; index += step) {
        ask(method, all[index]);
        // A held request may be answered long after; the pipe must not fill meanwhile.
        if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    });
    assert.deepEqual(wrong, []);
  });
}

test("malformed workspace/diagnostic is answered once, and never again", async () => {
  for (const previousResultIds of [[{ uri: "file:///x.py" }], [5], [{ uri: 5, value: "x" }]]) {
    const wire = new Wire();
    try {
      await wire.begin(root, file, worker);
      wire.request("held", "workspace/diagnostic", { previousResultIds: [] });
      wire.request("wrong", "workspace/diagnostic", { previousResultIds });
      assert.equal((await wire.reply("wrong")).error.code, -32602);
      wire.request("next", "workspace/diagnostic", { previousResultIds: [] });
      assert.ok((await wire.reply("next")).result.items);
      for (const id of ["held", "wrong", "next"]) assert.equal(wire.replies(id).length, 1, id);
    } finally {
      wire.stop();
    }
  }
});

test("malformed notifications change nothing", { timeout: 120_000 * slow }, async () => {
  const wrong = await answers(async (wire, ask) => {
    for (const [method, params] of Object.entries(notifications)) {
      const all = variants(params).slice(1); // the one that fits may close the document
      for (const each of all) {
        // What reads everything again is tried a few times only.
        wire.notify(method, each);
      }
      ask("textDocument/hover", { textDocument, position });
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Some of them fit all the same.
    wire.open(file, worker);
  });
  assert.deepEqual(wrong, []);
});
