// What goes wrong around a server: files vanish, others write the same folder, clients send nonsense for hours.
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { capabilities, eventually, slow, times, uriOf, withSession } from "./session.mjs";
import { example, find, normal, checkedText, read, shop, worker, workspace, write } from "./workspace.mjs";

const handler = "shop/orders/index.py";
const insert = (position, text) => ({ range: { start: position, end: position }, text });
const memoryOf = ({ pid }) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;

test("a file that is deleted while it is open goes on as the text in the editor", () => {
  const root = workspace(shop());
  const file = path.join(root, handler);
  return withSession({ root }, async (session) => {
    session.open(file, worker);
    rmSync(path.dirname(file), { recursive: true });
    session.changedOnDisk("deleted", file);
    session.change(file, { text: worker.replace("timeout", "timeuot") });
    assert.ok((await session.pull(file)).some(({ code }) => code === "unknown-key"));
    assert.ok((await session.at("hover", file, find(worker, "worker", 2))).contents);
    session.notify("textDocument/didSave", { textDocument: { uri: uriOf(file) } });
    session.close(file);
    const { items } = await session.request("workspace/diagnostic", { previousResultIds: [] });
    assert.ok(items.every(({ uri, items: found }) => uri !== uriOf(file) || found.length === 0));
  });
});

test("two servers on one folder say the same", () => {
  const root = example("faulty");
  const file = path.join(root, "shop/tasks/orders/index.py");
  return withSession({ root }, (one) =>
    withSession({ root }, async (other) => {
      for (const session of [one, other]) session.open(file, read(file));
      assert.deepEqual(await one.pull(file), await other.pull(file));
      one.change(file, { text: "" });
      assert.notDeepEqual(await one.pull(file), await other.pull(file));
      write(root, { "shop/__init__.py": '"""\ninfra: {}\n"""\n' });
      for (const session of [one, other]) session.changedOnDisk("changed", path.join(root, "shop/__init__.py"));
      one.change(file, { text: read(file) });
      await eventually(async () => assert.deepEqual(await one.pull(file), await other.pull(file)));
    }),
  );
});

const strange = "ä😀e\u0301 𝒳\r\n\r😀";

test("positions inside a surrogate pair, past a line, past the text and negative are answered or refused", () => {
  const root = workspace(shop());
  const file = path.join(root, handler);
  return withSession({ root }, async (session) => {
    const text = worker.replace("- INSERT", `- ${strange.slice(0, 8)}`);
    session.open(file, text);
    const { line } = find(text, "😀");
    const numbers = [-1, 0, 1, 11, 12, 13, 500, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, 0.5];
    const methods = { hoverProvider: "hover", completionProvider: "completion", definitionProvider: "definition" };
    for (const [provider, method] of Object.entries(methods)) {
      if (!session.initialized.capabilities[provider]) continue;
      for (const character of numbers) {
        for (const row of [line, ...numbers]) {
          await session.at(method, file, { line: row, character }).catch(({ code }) => assert.equal(code, -32602));
        }
      }
    }
    assert.deepEqual(normal(root, await session.pull(file)), checkedText(root, handler, text));
  });
});

test("edits at places inside characters and out of the text leave a text that is judged", () => {
  const root = workspace(shop());
  const file = path.join(root, handler);
  return withSession({ root }, async (session) => {
    session.open(file, worker);
    const numbers = [0, 1, 2, 3, 7, 2 ** 31 - 1];
    for (const character of numbers) {
      for (const line of numbers) {
        session.change(file, { text: strange + worker });
        session.change(file, insert({ line, character }, strange));
        const end = { line: numbers[(numbers.indexOf(line) + 3) % numbers.length], character };
        session.change(file, { range: { start: { line, character }, end }, text: "😀" });
        await session.pull(file);
      }
    }
    session.change(file, { text: worker });
    assert.deepEqual(await session.pull(file), []);
  });
});

test("a text of one megabyte, one beyond and an endless line are judged", { timeout: 120_000 * slow }, () => {
  const root = workspace(shop());
  const file = path.join(root, handler);
  return withSession({ root }, async (session) => {
    session.open(file, worker);
    for (const text of [
      worker + "# padding\n".repeat(95_000),
      worker + "# padding\n".repeat(120_000),
      `"""\ninfra: ${"[".repeat(100_000)}\n"""\n`,
      `"""\ninfra: {a: &a [*a], b: *a}\n"""\n`,
      "a: ".repeat(100_000),
      "\0".repeat(100_000),
      '"""\n' + "- ".repeat(100_000),
    ]) {
      session.change(file, { text });
      const begin = Date.now();
      await session.pull(file);
      await session.at("hover", file, { line: 1, character: 3 });
      assert.ok(Date.now() - begin < 5_000 * slow, `${Date.now() - begin} ms`);
    }
    session.change(file, { text: worker });
    assert.deepEqual(await session.pull(file), []);
  });
});

const edits = times(100_000);

test(`memory is steady over ${edits} edits`, { timeout: 300_000 * slow }, () => {
  const root = example("faulty");
  const file = path.join(root, "shop/tasks/orders/index.py");
  return withSession({ root }, async (session) => {
    const text = read(file);
    session.open(file, text);
    const place = find(text, "timeuot", 2);
    const behind = { ...place, character: place.character + 1 };
    let after = 0;
    for (let edit = 1; edit <= edits; ++edit) {
      if (edit % 2) session.change(file, insert(place, "x"));
      else session.change(file, { range: { start: place, end: behind }, text: "" });
      // Now and then the answer is awaited, so that the edits do not pile up in the pipe.
      if (edit % 100 === 0) await Promise.all([session.pull(file), session.at("hover", file, place)]);
      if (edit === Math.round(edits / 100)) after = memoryOf(session.child);
    }
    assert.deepEqual(normal(root, await session.pull(file)), checkedText(root, "shop/tasks/orders/index.py", text));
    const growth = memoryOf(session.child) / after;
    if (slow === 1) assert.ok(growth < 1.05, `memory grew to ${growth.toFixed(3)} times what it was after one in a hundred`);
  });
});

test("opening and closing thousands of documents leaves nothing behind", { timeout: 120_000 * slow }, () => {
  const root = workspace(shop());
  return withSession({ root, capabilities: capabilities({ pull: false }) }, async (session) => {
    let after = 0;
    const rounds = times(5_000);
    for (let round = 1; round <= rounds; ++round) {
      const file = path.join(root, `shop/step${round % 10}/index.py`);
      session.open(file, worker);
      session.change(file, { text: worker.replace("timeout", "timeuot") });
      if (round % 50 === 0) await session.at("hover", file, { line: 2, character: 4 });
      session.close(file);
      if (round === Math.round(rounds / 10)) after = memoryOf(session.child);
    }
    await session.request("workspace/symbol", { query: "" }).catch(() => {});
    const growth = memoryOf(session.child) / after;
    if (slow === 1) assert.ok(growth < 1.1, `memory grew to ${growth.toFixed(3)} times`);
  });
});

test("edits during the reading of the workspace are not lost", () => {
  const files = {};
  for (let index = 0; index < 300; ++index) files[`shop/step${index}/index.py`] = worker;
  const root = workspace(shop(files));
  const file = path.join(root, handler);
  return withSession({ root }, async (session) => {
    session.open(file, worker);
    for (let edit = 0; edit < 50; ++edit) session.change(file, insert({ line: 0, character: 0 }, ""));
    session.change(file, { text: worker.replace("timeout", "timeuot") });
    session.notify("workspace/didChangeWorkspaceFolders", {
      event: { added: [{ uri: uriOf(example("good")), name: "good" }], removed: [] },
    });
    const diagnostics = await session.pull(file);
    assert.deepEqual(normal(root, diagnostics), checkedText(root, handler, worker.replace("timeout", "timeuot")));
  });
});
