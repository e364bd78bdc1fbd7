// Where the editors, the extension, the plugin and the server are.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const editors = path.join(root, 'build/editors');
export const server = process.env.PAAS_LSP ?? path.join(root, 'build/release/paas-lsp');

const package_folder = path.join(editors, 'code-server/node_modules/code-server');
export const codeServer = {
  entry: path.join(package_folder, 'out/node/entry.js'),
  extensions: path.join(package_folder, 'lib/vscode/extensions'),
};
