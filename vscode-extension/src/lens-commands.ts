// What lenses and hints do when they are clicked at: the server names the file and the place.
import * as vscode from 'vscode';

import type { Extension } from './extension';
import { say } from './say';

interface Position {
  line: number;
  character: number;
}

// As the server has them, in the encoding of VS Code.
const placeOf = (uri: string, at: Position) =>
  [vscode.Uri.parse(uri), new vscode.Position(at.line, at.character)] as const;

export async function showReferences(uri: string, at: Position): Promise<void> {
  const [file, position] = placeOf(uri, at);
  const places = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', file, position);
  await vscode.commands.executeCommand('editor.action.showReferences', file, position, places);
}

export async function goToDefinition(uri: string, at: Position): Promise<void> {
  const [file, position] = placeOf(uri, at);
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    file,
    position,
  );
  const places = found.map((each) =>
    'targetUri' in each ? new vscode.Location(each.targetUri, each.targetSelectionRange ?? each.targetRange) : each,
  );
  // A rate or a route is defined where it is written.
  const targets = places.length > 0 ? places : [new vscode.Location(file, position)];
  await vscode.commands.executeCommand('editor.action.goToLocations', file, position, targets, 'gotoAndPeek', '');
}

export async function showSampleEvents(extension: Extension, clicked?: unknown): Promise<void> {
  const uri = typeof clicked === 'string' ? clicked : vscode.window.activeTextEditor?.document.uri.toString();
  try {
    if (uri === undefined || extension.client === undefined) throw new Error('open a handler first');
    const text = await extension.client.sendRequest<string>('workspace/executeCommand', {
      command: 'paas-lsp.server.sampleEvents',
      arguments: [uri],
    });
    await extension.pages.show('Sample events', text);
  } catch (error) {
    say(error);
  }
}
