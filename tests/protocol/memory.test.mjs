// What the server keeps does not grow with what happened, only with what there is.
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { eventually, slow, uriOf, withSession } from "./session.mjs";
import { Wire, frame } from "./wire.mjs";
import { worker, workspace, write } from "./workspace.mjs";

// A sanitizer keeps freed memory for a while.
const skip = slow > 1 ? "memory is measured in the release build" : process.platform !== "linux" && "needs /proc";

const megabytes = (session) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${session.child.pid}/status`, "utf8"))[1]) / 1024;

/// Handlers with much code: the text of one version of the app is `count` times `bytes`.
function app(count, bytes) {
  const files = { "shop/__init__.py": '"""\ninfra:\n  table: {}\n"""\n', "paas.yaml": "severity:\n  missing-test: off\n" };
  for (let i = 0; i < count; i++) files[`shop/job-${i}/index.py`] = worker + `# ${"x".repeat(100)}\n`.repeat(bytes / 103);
  return files;
}

async function readAgain(session, folder, number) {
  const reads = () => session.logs.filter(({ message }) => message.startsWith("read ")).length;
  const before = reads();
  write(folder, { "paas.yaml": `severity:\n  missing-test: off\nexclude: [nothing-${number}]\n` });
  session.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(path.join(folder, "paas.yaml")), type: 2 }] });
  await eventually(() => assert.ok(reads() > before));
}

test("a report of a file keeps no old version of its app", { skip }, () => {
  const folder = workspace(app(300, 30_000));
  return withSession({ root: folder }, async (session) => {
    const file = (i) => path.join(folder, `shop/job-${i}/index.py`);
    let early = 0;
    for (let i = 0; i < 60; i++) {
      await session.pull(file(i));
      await readAgain(session, folder, i);
      if (i === 10) early = megabytes(session);
    }
    // A version has 9 MB of text: each one that is kept shows.
    const late = megabytes(session);
    assert.ok(late < early + 60, `${early} MB after 10 readings, ${late} MB after 60`);
  });
});

test("apps that come and go leave nothing behind", { skip }, () => {
  const folder = workspace({ "paas.yaml": "" });
  return withSession({ root: folder }, async (session) => {
    let early = 0;
    for (let i = 0; i < 40; i++) {
      const root = path.join(folder, `round-${i}`);
      write(root, app(100, 30_000));
      await readAgain(session, folder, i);
      const file = path.join(root, "shop/job-1/index.py");
      session.open(file, worker.replace("timeout: 60", "timeout: 61"));
      await session.about("codeLens", file);
      const { uri } = await session.request("paas/preview", { textDocument: { uri: uriOf(file) }, saved: true });
      await session.request("paas/closePreview", { uri });
      session.close(file);
      rmSync(root, { recursive: true });
      await readAgain(session, folder, i + 1000);
      if (i === 10) early = megabytes(session);
    }
    // An app has 3 MB of text.
    const late = megabytes(session);
    assert.ok(late < early + 40, `${early} MB after 10 apps, ${late} MB after 40`);
  });
});

test("of very many previews the oldest end, and their readers are told", { skip }, () => {
  const count = 1000;
  const folder = workspace(app(count, 206));
  return withSession({ root: folder }, async (session) => {
    const told = [];
    session.connection.onNotification("paas/previewChanged", (params) => told.push(params));
    const open = async (i) => (await session.request("paas/preview", { textDocument: { uri: uriOf(path.join(folder, `shop/job-${i}/index.py`)) } })).uri;
    await eventually(() => assert.ok(session.logs.some(({ message }) => message.startsWith("read "))));
    const first = await open(0);
    for (let i = 1; i < 50; i++) await open(i);
    assert.equal(told.filter(({ stale }) => stale?.reason.includes("previews are open")).length, 0);
    const fifty = megabytes(session);
    await open(0); // asked for again: now the second one is the oldest
    for (let i = 50; i < 400; i++) await open(i);
    await eventually(() => {
      const ended = told.filter(({ stale }) => stale?.reason.includes("more than 50 previews are open"));
      assert.equal(ended.length, 350);
      assert.notEqual(ended[0].uri, first);
    });
    const all = megabytes(session);
    assert.ok(all < fifty + 25, `${fifty} MB with 50 previews, ${all} MB after 400`);
  });
});

test("a preview ends also where the client does not wait for the answer", async () => {
  const folder = workspace(app(3, 206));
  const file = path.join(folder, "shop/job-1/index.py");
  const wire = new Wire();
  await wire.begin(folder, file, worker);
  const textDocument = { uri: uriOf(file) };
  let uri;
  for (let i = 0; !uri; i++) {
    wire.request(`open-${i}`, "paas/preview", { textDocument });
    uri = (await wire.reply(`open-${i}`)).result?.uri;
  }
  // All of it is read before the last request has its turn.
  const messages = [...Array(300).keys()].map((i) => ({ id: `busy-${i}`, method: "textDocument/codeLens", params: { textDocument } }));
  messages.push({ id: "close", method: "paas/closePreview", params: { uri } });
  messages.push({ method: "$/cancelRequest", params: { id: "close" } });
  wire.raw(Buffer.concat(messages.map((message) => frame({ jsonrpc: "2.0", ...message }))));
  assert.equal((await wire.reply("close", 20_000)).error?.code, -32800);
  const before = wire.messages.length;
  wire.notify("textDocument/didChange", { textDocument: { ...textDocument, version: 2 }, contentChanges: [{ text: worker.replace("timeout: 60", "timeout: 61") }] });
  wire.request("after", "textDocument/diagnostic", { textDocument });
  await wire.reply("after");
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(wire.messages.slice(before).filter(({ method }) => method === "paas/previewChanged"), []);
  wire.child.kill();
});
