// Renames say what they replace: exactly what vanishes from the template. With PAAS_ORACLE also in recorded apps.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { TextDocument } from "vscode-languageserver-textdocument";
import { capabilities, pathOf, random, slow, until, uriOf, withSession } from "./session.mjs";
import { checked, example, find, read, run, workspace, write } from "./workspace.mjs";

const apply = (text, edits) => TextDocument.applyEdits(TextDocument.create("file:///x", "python", 1, text), edits);

/// The files of a folder after an edit: {"shop/__init__.py": "text", ...}.
function after(folder, files, edit) {
  let result = { ...files };
  for (const change of edit.documentChanges ?? Object.entries(edit.changes).map(([uri, edits]) => ({ textDocument: { uri }, edits }))) {
    if (change.kind === "rename") {
      const [from, to] = [change.oldUri, change.newUri].map((uri) => path.relative(folder, pathOf(uri)));
      result = Object.fromEntries(Object.entries(result).map(([name, text]) => [name.startsWith(`${from}/`) ? to + name.slice(from.length) : name, text]));
    } else {
      const name = path.relative(folder, pathOf(change.textDocument.uri));
      result[name] = apply(result[name], change.edits.map(({ range, newText }) => ({ range, newText })));
    }
  }
  return result;
}

/// The logical ids of the only app in a folder; nothing where there are several.
function idsOf(folder) {
  const template = run(["--preview", "--format", "json", "."], { cwd: folder, statuses: [0, 1, 2] });
  return template && Object.keys(JSON.parse(template).Resources ?? {});
}

/// The logical ids that the annotations call deleted.
function deleted(edit) {
  const ids = [];
  for (const { description } of Object.values(edit.changeAnnotations ?? {})) {
    for (const [, list] of description.matchAll(/(?:^|\. )([A-Za-z0-9, ]+?) (?:is|are) deleted, with what/g)) ids.push(...list.split(/, | and /));
  }
  return ids.sort();
}

const annotations = (edit) => edit.documentChanges.flatMap((change) => (change.kind ? [change] : change.edits)).map(({ annotationId }) => annotationId);

const endpoint = (route) => `"""
infra:
  type: endpoint
  method: GET
  path: ${route}
  auth: public
  parameters: []
"""


def handler(event, context=None):
    return None
`;

const files = {
  "shop/__init__.py": '"""\ninfra:\n  api: {}\n  table:\n    indexes:\n    - {name: owner, type: S}\n"""\n',
  "shop/api/basket/index.py": endpoint("basket"),
  "shop/api/orders/index.py": endpoint("orders"),
  "shop/tasks/mail/index.py": '"""\ninfra:\n  type: worker\n"""\n\n\ndef handler(event, context=None):\n    return None\n',
};

/// The edit of a rename, once the whole workspace is known.
const renamed = (session, file, position, newName) =>
  until("the rename", async () => {
    try {
      return await session.at("rename", file, position, { newName });
    } catch (error) {
      if (/reading|loading/.test(error.message)) return null;
      throw error;
    }
  });

test("the path of an endpoint: what is replaced is said, and asked for", async () => {
  const folder = workspace(files);
  const file = path.join(folder, "shop/api/basket/index.py");
  await withSession({ root: folder }, async (session) => {
    session.open(file, read(file));
    const position = find(read(file), "path: basket", 7);
    const prepared = await session.at("prepareRename", file, position);
    assert.equal(prepared.placeholder, "basket");
    const edit = await renamed(session, file, position, "trolley");
    const [annotation] = Object.values(edit.changeAnnotations);
    assert.equal(annotation.label, "replaces app-basket by app-trolley");
    assert.equal(annotation.needsConfirmation, true);
    assert.match(annotation.description, /made instead: .*AppTrolleyFunction/);
    const gone = idsOf(folder).filter((id) => id.startsWith("AppBasket")).sort();
    assert.ok(gone.length >= 8);
    assert.deepEqual(deleted(edit), gone);
    assert.deepEqual(new Set(annotations(edit)), new Set(Object.keys(edit.changeAnnotations)));
    await assert.rejects(session.at("rename", file, position, { newName: "orders" }), /has an endpoint already/);
    await assert.rejects(session.at("rename", file, position, { newName: "a/{b" }), /without its `}`/);
    await assert.rejects(session.at("rename", file, position, { newName: "a b" }), /no blanks/);
  });
});

test("a handler at its head: its folder moves", async () => {
  const folder = workspace(files);
  const file = path.join(folder, "shop/tasks/mail/index.py");
  await withSession({ root: folder }, async (session) => {
    session.open(file, read(file));
    const position = find(read(file), "infra", 2);
    assert.equal((await session.at("prepareRename", file, position)).placeholder, "tasks/mail");
    const edit = await renamed(session, file, position, "tasks/letters");
    const [move] = edit.documentChanges;
    assert.deepEqual([move.kind, move.newUri], ["rename", uriOf(path.join(folder, "shop/tasks/letters"))]);
    assert.ok(move.annotationId);
    assert.deepEqual(deleted(edit), idsOf(folder).filter((id) => id.startsWith("TasksMail")).sort());
    await assert.rejects(session.at("prepareRename", file, find(read(file), "handler", 2)), /Lambda starts the function/);
    await assert.rejects(session.at("prepareRename", file, find(read(file), "worker", 2)), /word of the language/);
  });
});

test("an index of the table", async () => {
  const folder = workspace(files);
  const file = path.join(folder, "shop/__init__.py");
  await withSession({ root: folder }, async (session) => {
    session.open(file, read(file));
    const edit = await renamed(session, file, find(read(file), "owner", 2), "holder");
    const [{ label, description }] = Object.values(edit.changeAnnotations);
    assert.equal(label, "AppTable is refused by CloudFormation");
    assert.match(description, /one index can be made or deleted in an update/);
    assert.match(description, /queries fail meanwhile/);
    assert.deepEqual(deleted(edit), []);
  });
});

test("a client that takes no annotations gets the edit alone", async () => {
  const folder = workspace(files);
  const file = path.join(folder, "shop/api/basket/index.py");
  const client = capabilities();
  delete client.workspace.workspaceEdit.changeAnnotationSupport;
  await withSession({ root: folder, capabilities: client }, async (session) => {
    session.open(file, read(file));
    const edit = await renamed(session, file, find(read(file), "path: basket", 7), "trolley");
    assert.equal(edit.changeAnnotations, undefined);
    assert.deepEqual(annotations(edit), [undefined]);
  });
});

function recordedApps() {
  const folder = process.env.PAAS_ORACLE;
  if (!folder) return [];
  const few = Math.round(25 * slow ** 2);
  const { apps } = JSON.parse(gunzipSync(readFileSync(path.join(folder, "random-0.8.json.gz"))));
  const recorded = Object.values(JSON.parse(readFileSync(path.join(folder, "apps-0.8.json"), "utf8"))).filter(({ expected }) => expected.ok);
  return [...recorded, ...apps.filter((_, i) => i % few === 0)]
    .filter(({ files }) => new Set(Object.keys(files).map((name) => name.split("/")[0])).size === 1)
    .map(({ files, environment }) => ({ ...files, "setenv.sh": environment ?? "" }));
}

const names = ["zebra", "zeta/eta", "tasks/zeta_eta", "a-b", "{id}/zebra", "ZEBRA_KEY", "zebra kind", "../zebra", "1", "true", "APP_TABLE"];

function exampleApp() {
  const folder = example("good");
  const all = readdirSync(folder, { recursive: true }).filter((name) => /\.(py|sh)$/.test(name));
  return Object.fromEntries(all.map((name) => [name, read(folder, name)]));
}

const errorsOf = (folder) => {
  const count = {};
  for (const { severity, code } of Object.values(checked(folder)).flat()) if (severity === 1) count[code] = (count[code] ?? 0) + 1;
  return count;
};

test("random renames: no new errors, and the annotations name exactly what vanishes from the template", async () => {
  const { of, below } = random(20_26);
  const apps = [files, exampleApp(), ...recordedApps()];
  const root = workspace();
  const counts = { renamed: 0, refused: 0, annotated: 0 };
  apps.forEach((app, i) => write(path.join(root, `${i}`), app));
  await withSession({ root }, async (session) => {
    session.mayFail = true;
    for (const [i, app] of apps.entries()) {
      const folder = path.join(root, `${i}`);
      const ids = idsOf(folder);
      if (!ids) continue;
      const errors = errorsOf(folder);
      const places = [];
      for (const [name, text] of Object.entries(app)) {
        session.open(path.join(folder, name), text, name.endsWith(".py") ? "python" : "shellscript");
        for (const { index } of text.matchAll(/[A-Za-z_]+/g)) {
          const position = find(text.slice(0, index) + "\0", "\0");
          const prepared = await session.at("prepareRename", path.join(folder, name), position).catch(() => null);
          if (prepared) places.push({ name, position });
        }
      }
      for (let turn = 0; turn < Math.min(6, places.length); ++turn) {
        const { name, position } = of(places);
        const newName = below(8) === 0 ? path.dirname(of(Object.keys(app))).slice(5) : of(names);
        const what = `app ${i}, ${name}:${position.line + 1}:${position.character + 1} -> ${newName}`;
        const edit = await session.at("rename", path.join(folder, name), position, { newName }).catch(() => null);
        if (!edit) {
          counts.refused += 1;
          continue;
        }
        counts.renamed += 1;
        const result = workspace(after(folder, app, edit));
        const now = idsOf(result);
        const vanished = ids.filter((id) => !now.includes(id)).sort();
        assert.deepEqual(deleted(edit), vanished, what);
        counts.annotated += vanished.length ? 1 : 0;
        for (const [code, count] of Object.entries(errorsOf(result))) assert.ok(count <= (errors[code] ?? 0), `${what}: ${code}`);
      }
      for (const name of Object.keys(app)) session.close(path.join(folder, name));
    }
  });
  assert.ok(counts.renamed > apps.length && counts.annotated > apps.length / 4 && counts.refused > 0, JSON.stringify(counts));
});
