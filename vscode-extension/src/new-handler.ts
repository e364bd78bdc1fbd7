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
  const type = await vscode.window.showQuickPick(app.types, { title: `New handler in ${app.name}: its type` });
  if (type === undefined) return;
  const begin = folderIn(client.protocol2CodeConverter.asUri(app.folder), place);
  const folder = await vscode.window.showInputBox({
    title: `New ${type} in ${app.name}`,
    prompt: 'Its folder, such as tasks/mail; it gives the handler its name.',
    value: begin,
    valueSelection: [begin.length, begin.length],
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
