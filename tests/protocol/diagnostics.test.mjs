// What the server says of a tree is what `paas-lsp --check` says of it, pulled or pushed.
import assert from "node:assert/strict";
import fs, { readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import util from "node:util";
import { capabilities, eventually, pathOf, project, protocol, uriOf, withSession } from "./session.mjs";
import { checked, checkedText, example, normal, read, shop, worker, workspace } from "./workspace.mjs";

const examples = ["faulty", "good", "older", "oldest", "flask"];

function filesOf(root, folder = "") {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    return entry.isDirectory() ? filesOf(root, name) : [name];
  });
}

/// A whole report of the workspace as {file: [diagnostic, ...]}, files with problems only.
function whole(root, { items }) {
  const found = {};
  for (const { uri, kind, items: diagnostics } of items) {
    assert.equal(kind, "full");
    if (diagnostics.length) found[path.relative(root, pathOf(uri))] = normal(root, diagnostics);
  }
  return found;
}

for (const name of examples) {
  test(`pulled for the workspace, examples/${name} is what --check says`, () => {
    const root = example(name);
    return withSession({ root }, async (session) => {
      const report = await session.request("workspace/diagnostic", { previousResultIds: [] });
      assert.deepEqual(whole(root, report), checked(root));
    });
  });

  test(`pulled for each document, examples/${name} is what --check says`, () => {
    const root = example(name);
    const expected = checked(root);
    return withSession({ root }, async (session) => {
      await session.request("workspace/diagnostic", { previousResultIds: [] }); // all of it is read
      const found = {};
      for (const file of filesOf(root)) {
        session.open(path.join(root, file), read(root, file));
        const diagnostics = await session.pull(path.join(root, file));
        if (diagnostics.length) found[file] = normal(root, diagnostics);
      }
      assert.deepEqual(found, expected);
    });
  });

  test(`pushed, examples/${name} is what --check says`, () => {
    const root = example(name);
    const expected = checked(root);
    return withSession({ root, capabilities: capabilities({ pull: false }) }, async (session) => {
      for (const file of filesOf(root)) session.open(path.join(root, file), read(root, file));
      await eventually(() => {
        const found = {};
        for (const { uri, diagnostics } of session.published.values()) {
          if (diagnostics.length) found[path.relative(root, pathOf(uri))] = normal(root, diagnostics);
        }
        assert.deepEqual(found, expected);
      });
    });
  });
}

test("a result id that still holds is answered with `unchanged`, for a document and for the workspace", () => {
  const root = example("faulty");
  const file = path.join(root, "shop/tasks/orders/index.py");
  return withSession({ root }, async (session) => {
    session.open(file, read(file));
    const first = await session.about("diagnostic", file);
    assert.ok(first.resultId);
    const again = await session.about("diagnostic", file, { previousResultId: first.resultId });
    assert.deepEqual(again, { kind: "unchanged", resultId: first.resultId });

    const { items } = await session.request("workspace/diagnostic", { previousResultIds: [] });
    const previousResultIds = items.map(({ uri, resultId }) => ({ uri, value: resultId }));
    assert.ok(previousResultIds.every(({ value }) => value));
    // The client may get it over with or wait for a change; a server may hold such a request back.
    const request = new protocol.CancellationTokenSource();
    const held = session.request("workspace/diagnostic", { previousResultIds }, request.token);
    session.change(file, { text: read(file).replace("timeuot", "timeout") });
    const report = await held;
    const changed = report.items.filter(({ kind }) => kind === "full");
    for (const { kind, uri, resultId } of report.items) {
      if (kind === "unchanged") assert.equal(resultId, previousResultIds.find((one) => one.uri === uri).value);
    }
    if (changed.length) assert.deepEqual(changed.map(({ uri }) => uri), [uriOf(file)]);

    const fixed = await session.about("diagnostic", file, { previousResultId: first.resultId });
    assert.equal(fixed.kind, "full");
    assert.notEqual(fixed.resultId, first.resultId);
    assert.equal(fixed.items.length, first.items.length - 1);
  });
});

const gone = {
  "is deleted": (root) => [["deleted", "shop/tasks/orders/index.py"]],
  "goes with its folder": (root) => [["deleted", "shop/tasks"]],
  "is renamed with its folder": (root) => [["deleted", "shop/tasks"], ["created", "shop/jobs"]],
  "is excluded": (root) => [["created", "paas.yaml", "exclude: [tasks]\n"]],
};
for (const [what, way] of Object.entries(gone)) {
  test(`pulled for the workspace, problems are taken back where a file ${what}`, () => {
    const root = example("faulty");
    const file = "shop/tasks/orders/index.py";
    return withSession({ root }, async (session) => {
      const { items } = await session.request("workspace/diagnostic", { previousResultIds: [] });
      const told = Object.fromEntries(items.map(({ uri, items }) => [uri, items]));
      assert.ok(told[uriOf(path.join(root, file))].length > 0);
      const previous = Object.fromEntries(items.map(({ uri, resultId }) => [uri, resultId]));
      for (const [type, name, text] of way(root)) {
        const full = path.join(root, name);
        if (text !== undefined) fs.writeFileSync(full, text);
        else if (type === "deleted") fs.rmSync(full, { recursive: true });
        else fs.cpSync(path.join(project, "examples/faulty/shop/tasks"), full, { recursive: true });
        session.changedOnDisk(type, full);
      }
      const expected = checked(root);
      const isRight = () => {
        const now = {};
        for (const [uri, items] of Object.entries(told)) if (items.length) now[path.relative(root, pathOf(uri))] = normal(root, items);
        return util.isDeepStrictEqual(now, expected);
      };
      for (let round = 0; round < 10 && !isRight(); ++round) {
        const previousResultIds = Object.entries(previous).map(([uri, value]) => ({ uri, value }));
        const report = await session.request("workspace/diagnostic", { previousResultIds });
        for (const { kind, uri, resultId, items } of report.items) {
          if (kind === "full") told[uri] = items;
          previous[uri] = resultId;
        }
      }
      assert.equal(told[uriOf(path.join(root, file))].length, 0);
      assert.ok(isRight());
    });
  });
}

test("a result id that was never given is answered in full", () =>
  withSession({ root: example("faulty") }, async (session) => {
    const file = path.join(session.folders[0], "shop/tasks/orders/index.py");
    session.open(file, read(file));
    assert.equal((await session.about("diagnostic", file, { previousResultId: "what?" })).kind, "full");
  }));

test("unsaved text is judged as --stdin-filename judges it", () => {
  const root = example("good");
  const file = "shop/tasks/orders/index.py";
  return withSession({ root }, async (session) => {
    session.open(path.join(root, file), read(root, file));
    for (const text of ["", "x = 1\n", '"""', '"""\ninfra:\n  type: wroker\n"""\n', '"""\r\ninfra:\r\n  tpye: worker\r\n"""\r\n']) {
      session.change(path.join(root, file), { text });
      assert.deepEqual(normal(root, await session.pull(path.join(root, file))), checkedText(root, file, text));
    }
  });
});

const rootFile = "shop/__init__.py";
const handlerFile = "shop/orders/index.py";
const bare = '"""\ninfra: {}\n"""\n';
const codes = (diagnostics) => diagnostics.map(({ code }) => code);

test("an edit of the root changes what is pulled for a handler, and back", () => {
  const root = workspace(shop());
  return withSession({ root }, async (session) => {
    const [top, handler] = [rootFile, handlerFile].map((name) => path.join(root, name));
    session.open(handler, worker);
    session.open(top, read(top));
    const before = await session.about("diagnostic", handler);
    assert.deepEqual(before.items, []);
    session.change(top, { text: bare });
    assert.ok(codes(await session.pull(handler)).includes("undefined-reference"));
    session.change(top, { text: read(top) });
    assert.deepEqual(await session.pull(handler), []);
  });
});

test("an edit of the root pushes the diagnostics of open handlers anew, and back", () => {
  const root = workspace(shop());
  return withSession({ root, capabilities: capabilities({ pull: false }) }, async (session) => {
    const [top, handler] = [rootFile, handlerFile].map((name) => path.join(root, name));
    session.open(handler, worker);
    session.open(top, read(top));
    await session.pushed(handler);
    session.change(top, { text: bare });
    await session.pushed(handler, (diagnostics) => codes(diagnostics).includes("undefined-reference"));
    session.change(top, { text: read(top) });
    await session.pushed(handler, (diagnostics) => diagnostics.length === 0);
  });
});

test("closing a document without saving takes its unsaved problems back", () => {
  const root = workspace(shop());
  return withSession({ root }, async (session) => {
    const [top, handler] = [rootFile, handlerFile].map((name) => path.join(root, name));
    session.open(handler, worker);
    session.open(top, read(top));
    session.change(top, { text: bare });
    assert.ok(codes(await session.pull(handler)).includes("undefined-reference"));
    session.close(top);
    assert.deepEqual(await session.pull(handler), []);
  });
});

test("pushed diagnostics carry the version of the text that they are about", () => {
  const root = workspace(shop());
  const handler = path.join(root, handlerFile);
  return withSession({ root, capabilities: capabilities({ pull: false }) }, async (session) => {
    session.open(handler, worker);
    for (let edit = 0; edit < 20; ++edit) session.change(handler, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "" });
    session.change(handler, { text: worker.replace("worker", "wroker") });
    const diagnostics = await session.pushed(handler, (all) => all.length > 0);
    assert.equal(session.published.get(uriOf(handler)).version, session.versions.get(handler));
    assert.deepEqual(normal(root, diagnostics), checkedText(root, handlerFile, worker.replace("worker", "wroker")));
  });
});

test("partial results of the workspace add up to the whole", () => {
  const root = example("faulty");
  return withSession({ root }, async (session) => {
    const token = "some";
    const report = await session.request("workspace/diagnostic", { previousResultIds: [], partialResultToken: token });
    const parts = session.progress.filter((one) => one.token === token).flatMap(({ value }) => value.items);
    assert.deepEqual(whole(root, { items: [...parts, ...report.items] }), checked(root));
  });
});

for (const respell of [(uri) => uri.replace("my%20folder", "my folder"), (uri) => uri.replace("file:///", "file:/"), (uri) => uri.replace("file://", "FILE://LOCALHOST")])
test(`a document that is opened under a URI of another spelling gets its diagnostics under that one: ${respell("file:///my%20folder")}`, async () => {
  const index = '"""\ninfra:\n  type: wroker\n"""\n';
  const root = workspace({ "my folder/shop/__init__.py": '"""\ninfra: {}\n"""\n', "my folder/shop/orders/index.py": index });
  const file = path.join(root, "my folder/shop/orders/index.py");
  const usual = uriOf(file);
  const other = respell(usual);
  assert.notEqual(usual, other);
  await withSession({ root, capabilities: capabilities({ pull: false }) }, async (session) => {
    const told = (uri) => session.published.get(uri)?.diagnostics.length ?? 0;
    await eventually(() => assert.ok(told(usual) > 0));
    const textDocument = { uri: other, languageId: "python", version: 1, text: index };
    session.notify("textDocument/didOpen", { textDocument });
    await eventually(() => assert.ok(told(other) > 0 && told(usual) === 0));
    session.notify("textDocument/didClose", { textDocument: { uri: other } });
    await eventually(() => assert.ok(told(usual) > 0 && told(other) === 0));
  });
});
