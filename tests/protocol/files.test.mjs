// Files that come and go: apps that begin, handlers that a person makes, what goes with files that are deleted; and
// where a root that is missing belongs, as --check says it.
import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { isDeepStrictEqual } from "node:util";
import { TextDocument } from "vscode-languageserver-textdocument";
import { capabilities, slow, until, uriOf, withSession } from "./session.mjs";
import { checked, example, normal, read, shop, workspace, worker, write } from "./workspace.mjs";

const lone = worker.replace(/ {2}event:\n(?: {4,}.*\n)+/, "").replace('os.environ["APP_TABLE"]', "None");
const apply = (text, edits) => TextDocument.applyEdits(TextDocument.create("file:///a", "python", 1, text), edits);
const silence = () => new Promise((resolve) => setTimeout(resolve, 300 * slow));
const ready = (session, file) =>
  until("the workspace", async () => (await session.request("paas/app", { textDocument: { uri: uriOf(file) } })) !== null);

/// Makes an empty file as an editor does: on the disk, told, opened.
function create(session, folder, name, text = "") {
  const file = path.join(folder, name);
  write(folder, { [name]: text });
  session.notify("workspace/didCreateFiles", { files: [{ uri: uriOf(file) }] });
  session.open(file, text);
  return file;
}

const edits = (session) => session.applied.map(({ edit }) => edit.documentChanges.map(({ textDocument, edits: some }) => [textDocument, some]));

test("an app is begun by its root, and refused where one is", async () => {
  const folder = workspace(shop());
  await withSession({ root: folder }, async (session) => {
    await ready(session, path.join(folder, "shop/orders/index.py"));
    const make = (name, uri = uriOf(folder)) =>
      session.request("workspace/executeCommand", { command: "paas-lsp.server.newApp", arguments: [{ uri, name }] });
    const made = await make("stock");
    assert.equal(made.uri, uriOf(path.join(folder, "stock/__init__.py")));
    const [{ edit }] = await until("the edit", () => session.applied.length && session.applied);
    assert.deepEqual(edit.documentChanges[0], { kind: "create", uri: made.uri });
    const text = apply("", edit.documentChanges[1].edits);
    assert.match(text, /^"""\n# The resources .*: api, bucket, builder, queue, table\.\ninfra: \{\}\n"""\n$/);
    await assert.rejects(make("shop"), /is the root of this app already/);
    await assert.rejects(make("new", uriOf(path.join(folder, "shop/orders"))), /lies in the app/);
    await assert.rejects(make("my shop"), /letters, digits/);
    write(folder, { "package/__init__.py": "import os\n" });
    await assert.rejects(make("package"), /is there already/);
    assert.equal(session.applied.length, 1);
    write(folder, { "stock/__init__.py": text });
    assert.deepEqual(checked(folder)["stock/__init__.py"], undefined);
  });
});

test("an empty handler that a person makes gets a fragment as its neighbours have", async () => {
  const timer = worker.replace(/ {2}event:\n(?: {4,}.*\n)+/, "  event:\n    rate: 1 hour\n").replace("type: worker", "type: timer");
  const folder = workspace(shop({ "shop/cron/nightly/index.py": timer, "shop/cron/weekly/index.py": timer }));
  await withSession({ root: folder }, async (session) => {
    await ready(session, path.join(folder, "shop/orders/index.py"));
    const cases = [
      ["shop/api/items/new/index.py", /^"""\ninfra:\n(?: {2}.*\n)* {2}path: items\/new\n/, /type: endpoint/],
      ["shop/cron/daily/index.py", /^"""\ninfra:\n/, /type: timer/],
      ["shop/orders/refunds/index.py", /^"""\ninfra:\n/, /type: worker/],
    ];
    for (const [name, ...wanted] of cases) {
      session.applied = [];
      const file = create(session, folder, name);
      await until(name, () => session.applied.length);
      const [[[document, some]]] = edits(session);
      assert.deepEqual(document, { uri: uriOf(file), version: 1 }); // so that a client refuses it where one typed on
      const text = apply("", some);
      for (const each of [...wanted, /\n\ndef handler\(event, context=None\):\n/]) assert.match(text, each, name);
      write(folder, { [name]: text });
      assert.deepEqual((checked(folder)[name] ?? []).filter(({ severity }) => severity === 1), [], name);
      session.change(file, { text });
      // It is undone, and closed and opened again: never twice.
      session.change(file, { text: "" });
      session.close(file);
      session.open(file, "");
      await silence();
      assert.equal(session.applied.length, 1, name);
    }
  });
});

test("a file that is no empty handler of an app, or that nobody made here, stays as it is", async () => {
  const folder = workspace(shop({ "paas.yaml": "exclude: [shop/left]\n", "shop/old/index.py": "" }));
  await withSession({ root: folder }, async (session) => {
    await ready(session, path.join(folder, "shop/orders/index.py"));
    create(session, folder, "shop/text/index.py", "x = 1\n");
    create(session, folder, "shop/blank/index.py", "\n");
    create(session, folder, "shop/other/helper.py");
    create(session, folder, "shop/index.py");
    create(session, folder, "elsewhere/index.py");
    create(session, folder, "shop/left/index.py");
    create(session, folder, "shop/node_modules/x/index.py");
    session.open(path.join(folder, "shop/old/index.py"), ""); // was there before
    write(folder, { "shop/git/index.py": "" }); // by a checkout
    session.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(path.join(folder, "shop/git/index.py")), type: 1 }] });
    session.open(path.join(folder, "shop/git/index.py"), "");
    // Text that comes with the file, as of an edit that makes both, or gone before it is looked at.
    const typed = path.join(folder, "shop/typed/index.py");
    write(folder, { "shop/typed/index.py": "" });
    session.notify("workspace/didCreateFiles", { files: [{ uri: uriOf(typed) }] });
    session.open(typed, "a");
    session.notify("workspace/didCreateFiles", { files: [{ uri: uriOf(path.join(folder, "shop/gone/index.py")) }] });
    session.open(path.join(folder, "shop/gone/index.py"), "");
    mkdirSync(path.join(folder, "shop/folder/index.py"), { recursive: true });
    session.notify("workspace/didCreateFiles", { files: [{ uri: uriOf(path.join(folder, "shop/folder/index.py")) }] });
    await silence();
    assert.deepEqual(session.applied, []);
  });
});

test("a client that applies no edits is sent none", async () => {
  const folder = workspace(shop());
  const client = capabilities();
  client.workspace.applyEdit = false;
  await withSession({ root: folder, capabilities: client }, async (session) => {
    await ready(session, path.join(folder, "shop/orders/index.py"));
    create(session, folder, "shop/cron/index.py");
    await silence();
    assert.deepEqual(session.applied, []);
  });
});

test("what is deleted says whose data goes with it, and what is wrong then", async () => {
  const folder = example("good");
  await withSession({ root: folder }, async (session) => {
    const announced = session.initialized.capabilities.workspace.fileOperations;
    assert.ok(announced.willDelete && announced.didCreate);
    await ready(session, path.join(folder, "shop/__init__.py"));
    const remove = (...names) =>
      session.request("workspace/willDeleteFiles", { files: names.map((name) => ({ uri: uriOf(path.join(folder, name)) })) });
    const said = (edit) => Object.values(edit.changeAnnotations).map((one) => `${one.label}: ${one.description}`).join("\n");
    // The last private endpoint: the users go with it.
    for (const name of ["shop/api/basket", "shop/api/basket/index.py", "shop/api"]) {
      const edit = await remove(name);
      assert.match(said(edit), /AppUserPool is removed: its users are lost/, name);
      assert.ok(Object.values(edit.changeAnnotations).every(({ needsConfirmation }) => needsConfirmation));
      for (const { textDocument, edits: some } of edit.documentChanges) {
        const text = read(new URL(textDocument.uri).pathname);
        assert.equal(apply(text, some.map(({ range, newText }) => ({ range, newText }))), text);
        for (const { annotationId } of some) assert.ok(edit.changeAnnotations[annotationId]);
      }
    }
    // The whole app: all of its data.
    for (const name of ["shop", "shop/__init__.py"]) assert.match(said(await remove(name)), /AppTable is removed: its items are lost/, name);
    // Nothing that holds data, and nobody refers to it.
    assert.equal(await remove("shop/tasks/nightly"), null);
    assert.equal(await remove("shop/tasks/nightly/test.py", "nothing"), null);
  });
});

test("what refers to a handler that is deleted is told at its place", async () => {
  const topic = lone.replace("return None", 'return os.environ["APP_X"]');
  const reader = lone.replace("return None", 'return os.environ["ORDERS_TOPIC"]');
  const folder = workspace(shop({ "shop/orders/index.py": topic, "shop/reader/index.py": reader }));
  await withSession({ root: folder }, async (session) => {
    await ready(session, path.join(folder, "shop/reader/index.py"));
    const edit = await session.request("workspace/willDeleteFiles", { files: [{ uri: uriOf(path.join(folder, "shop/orders")) }] });
    const [{ textDocument, edits: some }] = edit.documentChanges;
    assert.equal(textDocument.uri, uriOf(path.join(folder, "shop/reader/index.py")));
    assert.match(edit.changeAnnotations[some[0].annotationId].description, /ORDERS_TOPIC/);
  });
});

test("a client that does not tell what it deletes, or shows no annotations, gets nothing", async () => {
  const folder = example("good");
  const client = capabilities();
  delete client.workspace.fileOperations.willDelete;
  delete client.workspace.workspaceEdit.changeAnnotationSupport;
  await withSession({ root: folder, capabilities: client }, async (session) => {
    assert.equal(session.initialized.capabilities.workspace.fileOperations.willDelete, undefined);
    await ready(session, path.join(folder, "shop/__init__.py"));
    const files = [{ uri: uriOf(path.join(folder, "shop")) }];
    assert.equal(await session.request("workspace/willDeleteFiles", { files }), null);
  });
});

test("roots that are missing are told as --check tells them, while files come and go", async () => {
  const folder = workspace({ "repo/.git/HEAD": "", "repo/services/stock/api/a/index.py": lone });
  const repo = path.join(folder, "repo");
  const opened = path.join(repo, "services/stock"); // a part of the repository
  await withSession({ root: opened }, async (session) => {
    const agree = async (wanted) => {
      const said = async () => {
        const { items } = await session.request("textDocument/diagnostic", { textDocument: { uri: uriOf(path.join(opened, "api/a/index.py")) } });
        return normal(opened, items);
      };
      const should = checked(opened)["api/a/index.py"] ?? [];
      assert.equal(should.find(({ code }) => code === "missing-root")?.message.match(/`(\w+\/__init__\.py)`/)?.[1], wanted);
      await until("the same", async () => isDeepStrictEqual(await said(), should));
    };
    session.open(path.join(opened, "api/a/index.py"), lone);
    const change = (name, type) => session.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(path.join(opened, name)), type }] });
    await agree("services/__init__.py");
    write(opened, { "tasks/b/index.py": lone });
    change("tasks/b/index.py", 1);
    await agree("services/__init__.py");
    write(opened, { "__init__.py": '"""\ninfra: {}\n"""\n' });
    change("__init__.py", 1);
    await agree(undefined);
    rmSync(path.join(opened, "__init__.py"));
    change("__init__.py", 3);
    await agree("services/__init__.py");
  });
});
