// Whole files are typed, key by key; no key takes a suggestion that nobody chose. The texts are those of the specs, the
// examples and, with PAAS_ORACLE, of recorded apps.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import { project, slow, withSession } from "./session.mjs";
import { Typist } from "./typist.mjs";
import { workspace } from "./workspace.mjs";

/// The apps of a spec: for each heading the files of its fences, without notes and marks.
function appsOfSpec(file) {
  const apps = [];
  for (const section of readFileSync(file, "utf8").split(/^#+ /m)) {
    const app = {};
    for (const [, fence, name, text] of section.matchAll(/^(`{3,})(?:python|sh|ya?ml|text) (\S+)\n(.*?)^\1$/gms)) {
      const lines = text.split("\n").filter((line) => !/^\s*# *(\^|@\d)/.test(line));
      app[name] = lines.join("\n").replace(/\$\d/g, "");
    }
    if (Object.keys(app).some((name) => name.endsWith(".py"))) apps.push({ name: path.relative(project, file), files: app });
  }
  return apps;
}

const below = (folder) => readdirSync(path.join(project, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const named = (folder, end) => below(folder).filter(({ name }) => name.endsWith(end)).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

function appsOfExamples() {
  return ["good", "faulty", "older"].map((name) => {
    const root = path.join(project, "examples", name);
    const files = Object.fromEntries(named(`examples/${name}`, "").map((file) => [path.relative(root, file), readFileSync(file, "utf8")]));
    return { name: `examples/${name}`, files };
  });
}

function recordedApps() {
  const folder = process.env.PAAS_ORACLE;
  if (!folder) return [];
  const { apps } = JSON.parse(gunzipSync(readFileSync(path.join(folder, "random-0.8.json.gz"))));
  return apps.filter((_, i) => i % 20 === 0).map(({ files }, i) => ({ name: `random app ${20 * i}`, files }));
}

// Those about completion are half-written: Enter behind half a word takes the rest of it.
const wholeSpecs = () => named("tests/spec", ".md").filter((file) => !file.endsWith("completion.md"));

const isTyped = (name) => /(^|\/)(index|__init__)\.py$/.test(name);

/// Types each handler and root of an app into an empty file, while the others are there.
async function typeAll(apps) {
  const surprises = [];
  let shown = 0;
  let typed = 0;
  const root = workspace({});
  await withSession({ root }, async (session) => {
    session.mayFail = true;
    for (const [i, { name, files }] of apps.entries()) {
      const top = path.join(root, `${i}`);
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(path.join(top, path.dirname(file)), { recursive: true });
        writeFileSync(path.join(top, file), text);
      }
      session.changedOnDisk("created", ...Object.keys(files).map((file) => path.join(top, file)));
      for (const [file, text] of Object.entries(files)) {
        if (!isTyped(file) || text.length > 4000) continue;
        const typist = new Typist(session, path.join(top, file));
        await typist.type(text);
        typist.end();
        shown += typist.shown;
        typed += 1;
        surprises.push(...typist.surprises.map((surprise) => ({ app: name, file, ...surprise })));
      }
    }
  });
  return { surprises, shown, typed };
}

async function expectNoSurprise(apps, texts, lists) {
  const { surprises, shown, typed } = await typeAll(apps);
  assert.deepEqual(surprises.slice(0, 20), [], `${surprises.length} surprises in ${typed} texts`);
  assert.ok(typed >= texts, `only ${typed} texts were typed`);
  assert.ok(shown >= lists, `only ${shown} lists were shown`);
}

const few = slow > 1; // with a sanitizer a part of them has to do
const part = (all) => (few ? all.filter((_, i) => i % 20 === 0) : all);

test("the examples can be typed", () => expectNoSurprise(appsOfExamples(), 8, 20));

test("every handler and root of the specs can be typed", () =>
  expectNoSurprise(part(wholeSpecs().flatMap(appsOfSpec)), few ? 5 : 300, few ? 10 : 1000));

test("recorded apps can be typed", { skip: !process.env.PAAS_ORACLE && "PAAS_ORACLE names no folder" }, () =>
  expectNoSurprise(part(recordedApps()), few ? 5 : 200, few ? 10 : 1000));
