// The command that makes a handler: asks for its type and its path; the server makes the files.
import * as path from 'path';
import * as vscode from 'vscode';

import { appOf } from './app-of-file';
import type { Extension } from './extension';

// `clicked` is a folder of the explorer; else the open file says which app is meant.
export async function newHandler(extension: Extension, clicked: unknown): Promise<void> {
  const client = extension.client;
  const place = clicked instanceof vscode.Uri ? clicked : placeOfEditor();
  const app = client === undefined || place === undefined ? null : await appOf(client, place);
  if (client === undefined || place === undefined || app === null) {
    void vscode.window.showInformationMessage('paas-lsp: there is no app here; open a file of one first.');
    return;
  }
  const types = app.types.map(({ name, description }) => ({ label: name, detail: description }));
  const chosen = await vscode.window.showQuickPick(types, { title: `New handler in ${app.name}: its type` });
  if (chosen === undefined) return;
  const type = chosen.label;
  const top = client.protocol2CodeConverter.asUri(app.folder);
  const begin = folderIn(top, place);
  const folder = await vscode.window.showInputBox({
    title: `New ${type} in ${app.name}`,
    prompt: 'Its folder, such as tasks/mail; it gives the handler its name.',
    value: begin,
    valueSelection: [begin.length, begin.length],
    validateInput: (value) => problemOf(top, value.trim()),
  });
  if (folder === undefined || folder.trim() === '') return;
  try {
    const argument = { uri: client.code2ProtocolConverter.asUri(place), type, path: folder.trim() };
    const made = await client.sendRequest<{ uri: string }>('workspace/executeCommand', {
      command: 'paas-lsp.server.newHandler',
      arguments: [argument],
    });
    await showWhenThere(client.protocol2CodeConverter.asUri(made.uri));
  } catch (error) {
    void vscode.window.showErrorMessage(`paas-lsp: ${error instanceof Error ? error.message : String(error)}`);
  }
}

// While one types; what else is wrong the server says.
async function problemOf(app: vscode.Uri, folder: string): Promise<string | undefined> {
  const names = folder.replace(/\/+$/, '').split('/');
  if (folder === '' || folder.endsWith('/')) return undefined; // more is typed
  if (!names.every((name) => /^[A-Za-z0-9_-]+$/.test(name))) return 'Letters, digits, - and _ make a name; / begins a folder in it.';
  const file = vscode.Uri.joinPath(app, ...names, 'index.py');
  const isThere = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  return isThere ? `There is a handler in ${names.join('/')} already.` : undefined;
}

function placeOfEditor(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
}

// Where a new handler would probably go: in the clicked folder, or beside the handler of the open file.
function folderIn(app: vscode.Uri, place: vscode.Uri): string {
  const from = place.path.endsWith('.py') ? path.posix.dirname(path.posix.dirname(place.path)) : place.path;
  const relative = path.posix.relative(app.path, from);
  return relative === '' || relative.startsWith('..') ? '' : `${relative}/`;
}

// The server answers before the editor has made the files.
async function showWhenThere(file: vscode.Uri): Promise<void> {
  for (let tries = 0; ; ++tries) {
    try {
      await vscode.window.showTextDocument(file);
      return;
    } catch (error) {
      if (tries === 20) throw error;
      await new Promise((later) => setTimeout(later, 100));
    }
  }
}
