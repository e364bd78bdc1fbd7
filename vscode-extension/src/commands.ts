// The commands of the palette.
import * as vscode from 'vscode';

import { findId, fixAllOfWorkspace, matchEvent, migrate, showGraph } from './app-commands';
import { codesAtCursor, showExplanation } from './explain';
import type { Extension } from './extension';
import { goToDefinition, showReferences, showSampleEvents } from './lens-commands';
import { newApp, newHandler } from './new-handler';
import { openPreview, showDifference } from './preview-commands';

export function registerCommands(extension: Extension): vscode.Disposable[] {
  const register = vscode.commands.registerCommand;
  return [
    register('paas-lsp.restart', () => extension.restart()),
    register('paas-lsp.showLog', () => extension.log.show()),
    register('paas-lsp.explain', (code?: unknown) => explain(code)),
    register('paas-lsp.format', () =>
      vscode.commands.executeCommand('editor.action.codeAction', { kind: 'source.format.paas-lsp', apply: 'first' }),
    ),
    register('paas-lsp.fixAll', () =>
      vscode.commands.executeCommand('editor.action.codeAction', { kind: 'source.fixAll.paas', apply: 'first' }),
    ),
    register('paas-lsp.newApp', (folder?: unknown) => newApp(extension, folder)),
    register('paas-lsp.newHandler', (folder?: unknown) => newHandler(extension, folder)),
    register('paas-lsp.openPreview', (file?: unknown) => openPreview(extension, file, {})),
    register('paas-lsp.openPreviewOfApp', (file?: unknown) => openPreview(extension, file, { whole: true })),
    register('paas-lsp.showDifference', (file?: unknown) => showDifference(extension, file)),
    register('paas-lsp.fixAllOfWorkspace', () => fixAllOfWorkspace()),
    register('paas-lsp.matchEvent', () => matchEvent(extension)),
    register('paas-lsp.showSampleEvents', (file?: unknown) => showSampleEvents(extension, file)),
    register('paas-lsp.showGraph', () => showGraph(extension)),
    register('paas-lsp.findId', () => findId()),
    register('paas-lsp.migrate', () => migrate(extension)),
    register('paas-lsp.showReferences', showReferences),
    register('paas-lsp.goToDefinition', goToDefinition),
    register('paas-lsp.getServer', () =>
      vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        `${extension.context.extension.id}#paas-lsp.start`,
        false,
      ),
    ),
  ];
}

async function explain(code: unknown): Promise<void> {
  if (typeof code === 'string') return showExplanation(code);
  const editor = vscode.window.activeTextEditor;
  const codes = editor === undefined ? [] : codesAtCursor(editor);
  if (codes.length === 0) {
    void vscode.window.showInformationMessage('paas-lsp has no diagnostic in this file.');
    return;
  }
  const chosen = codes.length === 1 ? codes[0] : await vscode.window.showQuickPick(codes, { title: 'Explain' });
  if (chosen !== undefined) await showExplanation(chosen);
}
