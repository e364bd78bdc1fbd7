// Folders that come and go, files that change behind the editor's back, settings, progress.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { binary, capabilities, eventually, pathOf, protocol, slow, until, uriOf, withSession } from "./session.mjs";
import { checked, example, normal, read, shop, worker, workspace, write } from "./workspace.mjs";

const handler = "shop/orders/index.py";
const top = "shop/__init__.py";
const bare = '"""\ninfra: {}\n"""\n';
const codes = (diagnostics) => diagnostics.map(({ code }) => code).sort();
const has = (code) => (diagnostics) => diagnostics.some((one) => one.code === code);

/// All diagnostics of the workspace as {file: [diagnostic, ...]}, relative to `root`.
async function whole(session, root) {
  const { items } = await session.request("workspace/diagnostic", { previousResultIds: [] });
  const found = {};
  for (const { uri, items: diagnostics } of items) {
    if (diagnostics.length) found[path.relative(root, pathOf(uri))] = normal(root, diagnostics);
  }
  return found;
}

test("several folders are judged, each as --check judges it", () => {
  const [one, other] = [example("faulty"), example("good")];
  return withSession({ folders: [one, other] }, async (session) => {
    const { items } = await session.request("workspace/diagnostic", { previousResultIds: [] });
    for (const root of [one, other]) {
      const found = {};
      for (const { uri, items: diagnostics } of items) {
        const file = path.relative(root, pathOf(uri));
        if (diagnostics.length && !file.startsWith("..")) found[file] = normal(root, diagnostics);
      }
      assert.deepEqual(found, checked(root));
    }
  });
});

test("a folder is added and removed", () => {
  const [one, other] = [example("good"), example("faulty")];
  return withSession({ root: one }, async (session) => {
    const folder = { uri: uriOf(other), name: "other" };
    session.notify("workspace/didChangeWorkspaceFolders", { event: { added: [folder], removed: [] } });
    await eventually(async () => assert.deepEqual(await whole(session, other), checked(other)));
    session.notify("workspace/didChangeWorkspaceFolders", { event: { added: [], removed: [folder] } });
    await eventually(async () => assert.deepEqual(await whole(session, one), {}));
  });
});

test("a folder in a folder is judged once", () => {
  const root = example("faulty");
  return withSession({ folders: [root, path.join(root, "shop/tasks")] }, async (session) => {
    const { items } = await session.request("workspace/diagnostic", { previousResultIds: [] });
    const uris = items.map(({ uri }) => uri);
    assert.equal(new Set(uris).size, uris.length);
    assert.deepEqual(await whole(session, root), checked(root));
  });
});

test("a file outside any folder is judged with the app that it stands in", () => {
  const root = example("faulty");
  const file = path.join(root, "shop/tasks/orders/index.py");
  const expected = checked(root)["shop/tasks/orders/index.py"];
  return withSession({ root: example("good") }, async (session) => {
    session.open(file, read(file));
    await eventually(async () => assert.deepEqual(normal(root, await session.pull(file)), expected));
  });
});

test("without any folder a file is judged all the same", () => {
  const root = example("faulty");
  const file = path.join(root, "shop/tasks/orders/index.py");
  return withSession({}, async (session) => {
    session.open(file, read(file));
    await eventually(async () => assert.deepEqual(normal(root, await session.pull(file)), checked(root)["shop/tasks/orders/index.py"]));
  });
});

test("the client is asked to watch files, and to tell of settings", () =>
  withSession({ root: workspace(shop()) }, async (session) => {
    const watched = await until("the registration", () =>
      session.registrations.find(({ method }) => method === "workspace/didChangeWatchedFiles"),
    );
    assert.ok(watched.registerOptions.watchers.length > 0);
    await until("the registration", () => session.registrations.find(({ method }) => method === "workspace/didChangeConfiguration"));
    const ids = session.registrations.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  }));

for (const pull of [true, false]) {
  test(`files that change, come and go on the disk change what is ${pull ? "pulled" : "pushed"}`, () => {
    const root = workspace(shop());
    const file = path.join(root, handler);
    return withSession({ root, capabilities: capabilities({ pull }) }, async (session) => {
      const found = pull ? () => session.pull(file) : () => session.pushed(file);
      const expect = (...expected) => eventually(async () => assert.deepEqual(codes(await found()), expected));
      session.open(file, worker);
      await expect();

      write(root, { [top]: bare });
      session.changedOnDisk("changed", path.join(root, top));
      await expect(...codes(checked(root)[handler]));
      assert.ok(has("undefined-reference")(await found()));

      write(root, { [top]: shop()[top] });
      session.changedOnDisk("changed", path.join(root, top));
      await expect();

      rmSync(path.join(root, top));
      session.changedOnDisk("deleted", path.join(root, top));
      await expect(...codes(checked(root)[handler] ?? []));

      write(root, { [top]: shop()[top] });
      session.changedOnDisk("created", path.join(root, top));
      await expect();
    });
  });
}

test("a folder that is moved on the disk takes its handlers along", () => {
  const root = example("faulty");
  return withSession({ root }, async (session) => {
    await whole(session, root);
    const [from, to] = ["shop/tasks/orders", "shop/tasks/buying"].map((name) => path.join(root, name));
    renameSync(from, to);
    for (const name of ["index.py", "test.py"]) {
      session.changedOnDisk("deleted", path.join(from, name));
      session.changedOnDisk("created", path.join(to, name));
    }
    await eventually(async () => assert.deepEqual(await whole(session, root), checked(root)));
  });
});

test("a whole folder that is deleted may be told as one", () => {
  const root = example("faulty");
  return withSession({ root }, async (session) => {
    await whole(session, root);
    rmSync(path.join(root, "shop/tasks"), { recursive: true });
    session.changedOnDisk("deleted", path.join(root, "shop/tasks"));
    await eventually(async () => assert.deepEqual(await whole(session, root), checked(root)));
  });
});

test("a whole folder that is made may be told as one", () => {
  const root = workspace(shop());
  return withSession({ root }, async (session) => {
    await whole(session, root);
    write(root, { "shop/more/late/index.py": '"""\ninfra:\n  type: worker\n  tiemout: 60\n"""\n' });
    session.changedOnDisk("created", path.join(root, "shop/more"));
    await eventually(async () => assert.deepEqual(await whole(session, root), checked(root)));
    assert.ok("shop/more/late/index.py" in checked(root));
    // What `node_modules` holds is nobody's source.
    write(root, { "shop/node_modules/x/index.py": '"""\ninfra:\n  type: wroker\n"""\n' });
    session.changedOnDisk("created", path.join(root, "shop/node_modules/x"), path.join(root, "shop/node_modules/x/index.py"));
    assert.deepEqual(await whole(session, root), checked(root));
    renameSync(path.join(root, "shop/more"), path.join(root, "shop/less"));
    session.changedOnDisk("deleted", path.join(root, "shop/more"));
    session.changedOnDisk("created", path.join(root, "shop/less"));
    await eventually(async () => assert.deepEqual(await whole(session, root), checked(root)));
  });
});

test("a new app is found", () => {
  const root = workspace();
  return withSession({ root }, async (session) => {
    assert.deepEqual(await whole(session, root), {});
    const files = shop({ [top]: bare });
    write(root, files);
    session.changedOnDisk("created", ...Object.keys(files).map((name) => path.join(root, name)));
    await eventually(async () => assert.deepEqual(await whole(session, root), checked(root)));
    assert.notDeepEqual(checked(root), {});
  });
});

test("a change on the disk of a file that is open does not disturb its unsaved text", () => {
  const root = workspace(shop());
  const file = path.join(root, handler);
  return withSession({ root }, async (session) => {
    session.open(file, worker);
    session.change(file, { text: worker.replace("timeout", "timeuot") });
    write(root, { [handler]: "" });
    session.changedOnDisk("changed", file);
    assert.deepEqual(codes(await session.pull(file)), ["unknown-key"]);
    session.close(file);
    write(root, { [handler]: worker });
    session.changedOnDisk("changed", file);
    await eventually(async () => assert.deepEqual(await whole(session, root), {}));
  });
});

test("the settings of paas.yaml are in force when they are saved", () => {
  const root = example("faulty");
  return withSession({ root }, async (session) => {
    const before = await whole(session, root);
    write(root, { "paas.yaml": "severity:\n  unknown-key: hint\n" });
    session.changedOnDisk("created", path.join(root, "paas.yaml"));
    await eventually(async () => assert.deepEqual(await whole(session, root), checked(root)));
    assert.notDeepEqual(checked(root), before);
    rmSync(path.join(root, "paas.yaml"));
    session.changedOnDisk("deleted", path.join(root, "paas.yaml"));
    await eventually(async () => assert.deepEqual(await whole(session, root), before));
  });
});

test("a mistake in paas.yaml is a diagnostic there, and the rest goes on", () => {
  const root = example("faulty");
  return withSession({ root }, async (session) => {
    const settings = path.join(root, "paas.yaml");
    session.open(settings, "severty: {}\n", "yaml");
    await eventually(async () => assert.ok((await session.pull(settings)).length > 0));
    session.change(settings, { text: "severity:\n  unknown-key: off\n" });
    await eventually(async () => assert.deepEqual(await session.pull(settings), []));
  });
});

test("new variables of the environment are in force", () => {
  const root = workspace(shop({ "setenv.sh": "" }));
  return withSession({ root }, async (session) => {
    assert.deepEqual(await whole(session, root), checked(root));
    const environment = path.join(root, "setenv.sh");
    session.open(environment, "", "shellscript");
    session.change(environment, { text: shop()["setenv.sh"] });
    await eventually(async () => assert.deepEqual(await whole(session, root), {}));
  });
});

test("progress is shown while the workspace is read, and ends", () =>
  withSession({ root: example("faulty") }, async (session) => {
    await until("the end of the progress", () => session.progress.some(({ value }) => value.kind === "end"));
    const kinds = session.progress.map(({ value }) => value.kind);
    assert.equal(kinds[0], "begin");
    assert.equal(kinds.at(-1), "end");
    assert.ok(session.progress[0].value.title);
    for (const { value } of session.progress) {
      if (value.percentage !== undefined) assert.ok(value.percentage >= 0 && value.percentage <= 100);
    }
  }));

test("a client that knows no progress is shown none", () =>
  withSession({ root: example("faulty"), capabilities: {} }, async (session) => {
    session.open(path.join(session.folders[0], "shop/tasks/orders/index.py"), worker);
    await session.pushed(path.join(session.folders[0], "shop/tasks/orders/index.py"));
    assert.deepEqual(session.progress, []);
  }));

test("a request that is cancelled is answered once, with RequestCancelled or a result", () =>
  withSession({ root: example("faulty") }, async (session) => {
    const file = path.join(session.folders[0], "shop/tasks/orders/index.py");
    session.open(file, read(file));
    const answers = [...Array(200).keys()].map(() => {
      const source = new protocol.CancellationTokenSource();
      const answer = session.request("workspace/diagnostic", { previousResultIds: [] }, source.token);
      source.cancel();
      return answer.then(
        () => "answered",
        ({ code }) => code,
      );
    });
    for (const answer of await Promise.all(answers)) assert.ok(answer === "answered" || answer === -32800, `${answer}`);
  }));

test("a folder that is not there is an empty one", () =>
  withSession({ root: path.join(workspace(), "nowhere") }, async (session) => {
    session.mayFail = true;
    assert.deepEqual(await whole(session, session.folders[0]), {});
    mkdirSync(session.folders[0]);
  }));

const old = (i) => `"""\ninfra:\n  timer:\n    rate: ${i + 2} minutes\n"""\n\ndef handler(event, context=None):\n    pass\n`;
const jobs = [...Array(40).keys()];

/// A migration that was killed while it wrote: a journal is left.
async function killedMigration() {
  for (let attempt = 0; attempt < 200; attempt++) {
    const root = workspace(Object.fromEntries(jobs.map((i) => [`shop/job-${i}/index.py`, old(i)])));
    const child = spawn(binary, ["--migrate", "--write", "."], { cwd: root, stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("exit", resolve));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60 * slow));
    child.kill("SIGKILL");
    await ended;
    if (existsSync(path.join(root, "shop/.paas-lsp-journal"))) return root;
    rmSync(root, { recursive: true });
  }
  return assert.fail("no migration was caught while it wrote");
}

test("a migration that was killed is finished or taken back when the folder is opened, and the user is told", async () => {
  const root = await killedMigration();
  return withSession({ root }, async (session) => {
    await eventually(() => {
      const told = session.logs.filter(({ message }) => message.includes("interrupted"));
      assert.equal(told.length, 1);
      // The second where it was killed before the journal said what is to be written.
      assert.match(told[0].message, /(finished|took back) (the interrupted `--migrate --write`|an interrupted write, which had changed nothing yet)/);
    });
    const left = readdirSync(root, { recursive: true }).filter((name) => name.includes(".paas-lsp"));
    assert.deepEqual(left, []);
    const untouched = jobs.filter((i) => read(root, `shop/job-${i}/index.py`) === old(i)).length;
    assert.ok(untouched === 0 || untouched === jobs.length, `${untouched} files are as they were`);
    await eventually(async () => assert.deepEqual(await whole(session, root), checked(root)));
  });
});
