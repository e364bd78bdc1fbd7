// Values that look like secrets: whatever is asked at whatever place, the server does not say them.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { uriOf, withSession } from "./session.mjs";
import { read, workspace } from "./workspace.mjs";

const marker = "MaRk3r9";
const handler = `"""
infra:
  type: worker
  layers:
  - numpy
"""
import os

def handler(event, context=None):
    return os.environ["STRIPE_KEY"], os.environ["MAIL_PASSWORD"], os.environ["API_TOKEN"], os.environ["PLAN"], os.environ["STRIPE_"]
`;
const files = {
  "shop/__init__.py": '"""\ninfra:\n  table: {}\n"""\n',
  "shop/orders/index.py": handler,
  "setenv.sh": `export STRIPE_KEY=sk_${marker}\nexport PLAN='https://hooks.example.com/${marker}'\nexport DOMAIN_NAME=${marker}@b\n`,
  "paas.yaml": `variables:
  MAIL_PASSWORD: ${marker}
stages:
  prod:
    variables: {API_TOKEN: "x${marker}", MAIL_PASSWORD: [${marker}], Y_KEY: {a: ${marker}}, Z_TOKEN: [{b: ${marker}}]}
alerts: {slack: "https://hooks.example.com/${marker}"}
stage: prod
`,
};
const broken = { ...files, "paas.yaml": `variables:\n  MAIL_PASSWORD: !!int ${marker}\n  API_TOKEN: [${marker}\n` };

for (const [name, apps] of Object.entries({ "an app": files, "an app with broken settings": broken })) {
  test(`no answer about ${name} has a secret`, { timeout: 120_000 }, async () => {
    const folder = workspace(apps);
    await withSession({ root: folder }, async (session) => {
      session.mayFail = true;
      let answers = 0;
      const said = async (what, method, params) => {
        let answer = null;
        try {
          answer = await session.request(method, params);
        } catch (error) {
          answer = error.message; // such as a rename where no name is
        }
        answers += answer === null ? 0 : 1;
        assert.ok(!JSON.stringify(answer ?? null).includes(marker), `${what}: ${JSON.stringify(answer)?.slice(0, 2000)}`);
        return answer;
      };
      const names = Object.keys(apps);
      for (const file of names) session.open(path.join(folder, file), read(folder, file), file.endsWith(".py") ? "python" : "yaml");
      await said("workspace/diagnostic", "workspace/diagnostic", { previousResultIds: [] });
      await said("workspace/symbol", "workspace/symbol", { query: "" });
      for (const file of names) {
        const text = read(folder, file);
        const lines = text.split("\n");
        const textDocument = { uri: uriOf(path.join(folder, file)) };
        const range = { start: { line: 0, character: 0 }, end: { line: lines.length - 1, character: 0 } };
        for (const method of ["diagnostic", "documentSymbol", "codeLens", "documentLink", "foldingRange", "semanticTokens/full"])
          await said(`${method} of ${file}`, `textDocument/${method}`, { textDocument });
        await said(`inlayHint of ${file}`, "textDocument/inlayHint", { textDocument, range });
        for (const more of [{}, { whole: true }, { whole: true, format: "json" }, { saved: true }]) await said(`preview of ${file}`, "paas/preview", { textDocument, ...more });
        for (const [line, content] of lines.entries()) {
          for (let character = 0; character <= content.length; ++character) {
            const at = { textDocument, position: { line, character } };
            const where = `at ${file}:${line + 1}:${character + 1}`;
            for (const method of ["hover", "definition", "implementation", "documentHighlight", "references", "prepareRename", "prepareCallHierarchy"])
              await said(`${method} ${where}`, `textDocument/${method}`, at);
            if (character % 3 !== 0) continue;
            // A rename may repeat what stands there: in the edit, and not in a message.
            await said(`rename ${where}`, "textDocument/rename", { ...at, newName: "NEW_NAME" });
            const found = { start: at.position, end: at.position };
            for (const action of (await said(`codeAction ${where}`, "textDocument/codeAction", { textDocument, range: found, context: { diagnostics: [] } })) ?? []) {
              if (action.data) await said(`codeAction/resolve ${where}`, "codeAction/resolve", action);
            }
            const list = await said(`completion ${where}`, "textDocument/completion", { ...at, context: { triggerKind: 1 } });
            for (const item of (list?.items ?? list ?? []).slice?.(0, 20) ?? []) {
              if (typeof item === "object") await said(`completionItem/resolve ${where}`, "completionItem/resolve", { ...list.itemDefaults, ...item });
            }
          }
        }
      }
      assert.ok(answers > 200, `${answers} answers`);
      for (const published of session.published.values()) assert.ok(!JSON.stringify(published).includes(marker));
      assert.ok(!JSON.stringify(session.logs).includes(marker));
    });
  });
}
