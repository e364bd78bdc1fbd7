// Folders with apps to open, and what `paas-lsp --check` says about them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { binary, pathOf, project } from "./session.mjs";

const folders = new Set();
process.on("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/// A new folder with these files: {"shop/__init__.py": "text", ...}.
export function workspace(files = {}) {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "paas-protocol-")));
  folders.add(folder);
  write(folder, files);
  return folder;
}

export function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

/// A copy of examples/NAME.
export function example(name) {
  const folder = workspace();
  cpSync(path.join(project, "examples", name), folder, { recursive: true });
  return folder;
}

export const read = (...parts) => readFileSync(path.join(...parts), "utf8");

/// Where `needle` stands in `text`, `offset` code units further; in the encoding that counts by `unit`.
export function find(text, needle, offset = 0, length = (part) => part.length) {
  const index = text.indexOf(needle);
  assert.ok(index >= 0, `no ${needle} in the text`);
  const lines = text.slice(0, index + offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: length(lines.at(-1)) };
}

/// Runs `paas-lsp`; its status must be one of `statuses`.
export function run(args, { cwd, input = "", statuses = [0, 1] } = {}) {
  const { status, stdout, stderr } = spawnSync(binary, args, { cwd, input, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.ok(statuses.includes(status), `${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

const severities = { error: 1, warning: 2, information: 3, hint: 4 };

/// What `--check` finds, as {file: [diagnostic, ...]}, files relative to `folder`.
export function checked(folder, ...args) {
  const found = {};
  const report = JSON.parse(run(["--check", "--format", "json", ...args, "."], { cwd: folder }));
  for (const one of report.diagnostics) (found[path.normalize(one.file)] ??= []).push(normalCheck(one));
  return found;
}

/// What `--check` finds in `text`, if it stood in `file` below `folder`.
export function checkedText(folder, file, text) {
  const report = JSON.parse(run(["--check", "--format", "json", "--stdin-filename", file], { cwd: folder, input: text }));
  return report.diagnostics.map(normalCheck);
}

const normalCheck = ({ range, severity, code, message, url, related }) => ({
  range,
  severity: severities[severity],
  code,
  message,
  url,
  related: related.map((one) => ({ ...one, file: path.normalize(one.file) })),
});

/// Diagnostics of the protocol in the same form and order.
export const normal = (folder, diagnostics) =>
  diagnostics.map(({ range, severity, code, message, codeDescription, relatedInformation = [] }) => ({
    range,
    severity,
    code,
    message,
    url: codeDescription?.href,
    related: relatedInformation.map(({ location, message }) => ({
      file: path.relative(folder, pathOf(location.uri)),
      range: location.range,
      message,
    })),
  }));

/// An app with a root, an environment and one worker.
export const worker = `"""
infra:
  type: worker
  event:
    type: table
    pattern:
      detail:
        eventName:
        - INSERT
  timeout: 60
"""

import os


def handler(event, context=None):
    return os.environ["APP_TABLE"]
`;

export const shop = (more = {}) => ({
  "setenv.sh": ["APP_NAME=shop", "STRIPE_KEY=sk-1", "ARTIFACTS_BUCKET=a", "ARTIFACTS_KEY=b", "SLACK_WEBHOOK_URL=c"]
    .map((line) => `export ${line}\n`)
    .join(""),
  "shop/__init__.py": '"""\ninfra:\n  table: {}\n"""\n',
  "shop/orders/index.py": worker,
  "shop/orders/test.py": "",
  ...more,
});
