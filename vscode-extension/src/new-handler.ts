// The command that makes a handler: asks for its kind and its path; the server says what stands in the files.
import * as vscode from 'vscode';
import { WorkspaceEdit } from 'vscode-languageclient/node';

import type { Extension } from './extension';

// What the server answers to `paas/newHandler`, first without a kind and a path, then with them.
interface Choices {
  app: string; // its name
  folder: string; // where the path begins: of the folder that was asked about, relative to the app; may be empty
  kinds: { label: string; detail: string }[];
}
interface Made {
  edit: WorkspaceEdit;
  open: string; // URI
}

// `place` is the folder that was clicked in the explorer; else the open file says which app is meant.
export async function newHandler(extension: Extension, place: unknown): Promise<void> {
  const client = extension.client;
  const folder = place instanceof vscode.Uri ? place : placeOfEditor();
  if (client === undefined || folder === undefined) {
    void vscode.window.showInformationMessage('paas-lsp: open a folder with an app first.');
    return;
  }
  try {
    const uri = client.code2ProtocolConverter.asUri(folder);
    const choices = await client.sendRequest<Choices>('paas/newHandler', { uri });
    const kind = await vscode.window.showQuickPick(choices.kinds, { title: `New handler in ${choices.app}: its kind` });
    if (kind === undefined) return;
    const path = await vscode.window.showInputBox({
      title: `New ${kind.label} in ${choices.app}`,
      prompt: 'Its folder, such as tasks/mail; it gives the handler its name.',
      value: choices.folder,
      valueSelection: [choices.folder.length, choices.folder.length],
    });
    if (path === undefined || path.trim() === '') return;
    const made = await client.sendRequest<Made>('paas/newHandler', { uri, kind: kind.label, path: path.trim() });
    await vscode.workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(made.edit));
    await vscode.window.showTextDocument(client.protocol2CodeConverter.asUri(made.open));
  } catch (error) {
    void vscode.window.showErrorMessage(`paas-lsp: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function placeOfEditor(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
}
