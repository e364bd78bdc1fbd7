// The commands that begin an app and make a handler: they ask for a folder; the server makes the files.
import * as path from 'path';
import * as vscode from 'vscode';

import { appOf } from './app-of-file';
import type { Client } from './client';
import type { Extension } from './extension';
import { say, textOf } from './say';

// `clicked` is a folder of the explorer; else the open file says which app is meant.
export async function newHandler(extension: Extension, clicked: unknown): Promise<void> {
  const client = extension.client;
  const place = clicked instanceof vscode.Uri ? clicked : placeOfEditor();
  const app = client === undefined || place === undefined ? null : await appOf(client, place);
  if (client === undefined || place === undefined || app === null) {
    say('there is no app here; open a file of one first.');
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
  await make(client, 'newHandler', { uri: client.code2ProtocolConverter.asUri(place), type, path: folder.trim() });
}

// `clicked` is a folder of the explorer; else the app is begun in the first folder of the workspace.
export async function newApp(extension: Extension, clicked: unknown): Promise<void> {
  const client = extension.client;
  const base = clicked instanceof vscode.Uri ? clicked : vscode.workspace.workspaceFolders?.[0]?.uri;
  if (client === undefined || base === undefined) {
    say('open a folder first; the app becomes a folder in it.');
    return;
  }
  const name = await vscode.window.showInputBox({
    title: 'New app',
    prompt: 'Its folder, a Python package such as shop; it gives the app its name.',
    validateInput: (value) => problemOf(base, value.trim(), '__init__.py'),
  });
  if (name === undefined || name.trim() === '') return;
  await make(client, 'newApp', { uri: client.code2ProtocolConverter.asUri(base), name: name.trim() });
}

async function make(client: Client, command: string, argument: object): Promise<void> {
  try {
    const made = await client.sendRequest<{ uri: string }>('workspace/executeCommand', {
      command: `paas-lsp.server.${command}`,
      arguments: [argument],
    });
    await showWhenThere(client.protocol2CodeConverter.asUri(made.uri));
  } catch (error) {
    void vscode.window.showErrorMessage(`paas-lsp: ${textOf(error)}`);
  }
}

// While one types; what else is wrong the server says.
async function problemOf(top: vscode.Uri, folder: string, name = 'index.py'): Promise<string | undefined> {
  const names = folder.replace(/\/+$/, '').split('/');
  if (folder === '' || folder.endsWith('/')) return undefined; // more is typed
  if (!names.every((name) => /^[A-Za-z0-9_-]+$/.test(name))) return 'Letters, digits, - and _ make a name; / begins a folder in it.';
  const file = vscode.Uri.joinPath(top, ...names, name);
  const isThere = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  const what = name === 'index.py' ? 'a handler' : 'a package';
  return isThere ? `There is ${what} in ${names.join('/')} already.` : undefined;
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
