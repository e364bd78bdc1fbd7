// How a preview is: its size, and while its source is broken that it is stale, why, and where that is.
import * as vscode from 'vscode';

import type { Extension } from './extension';
import { Preview, Previews, previewScheme } from './previews';

const showPlace = 'paas-lsp.previewPlace';
const room = 80; // characters of the status bar

export class PreviewState implements vscode.Disposable {
  private readonly size = vscode.languages.createLanguageStatusItem('paas-lsp.preview', { scheme: previewScheme });
  private readonly warning = vscode.window.createStatusBarItem('paas-lsp.stale', vscode.StatusBarAlignment.Left);
  private readonly faded = vscode.window.createTextEditorDecorationType({ opacity: '0.55' });
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extension: Extension,
    private readonly previews: Previews,
  ) {
    this.size.name = 'paas-lsp';
    this.warning.name = 'paas-lsp: stale preview';
    this.warning.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    this.subscriptions = [
      this.size,
      this.warning,
      this.faded,
      vscode.commands.registerCommand(showPlace, (preview: string) => this.showPlace(vscode.Uri.parse(preview))),
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
      vscode.window.onDidChangeActiveTextEditor(() => this.refresh()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === previewScheme) this.refresh();
      }),
      previews.onDidChangeState(() => this.refresh()),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private refresh(): void {
    const stale: Preview[] = [];
    for (const editor of vscode.window.visibleTextEditors) {
      const preview = this.previews.find(editor.document.uri);
      if (preview === undefined) continue;
      const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
      editor.setDecorations(this.faded, preview.stale === null ? [] : [all]);
      if (preview.stale !== null) stale.push(preview);
      if (editor === vscode.window.activeTextEditor) this.showSize(preview);
    }
    this.showWarning(stale[0]);
  }

  private showSize(preview: Preview): void {
    const { Information, Warning } = vscode.LanguageStatusSeverity;
    this.size.text = preview.title;
    this.size.detail = preview.stale === null ? preview.summary : `stale: ${preview.stale.reason}`;
    this.size.severity = preview.stale === null ? Information : Warning;
  }

  private showWarning(preview: Preview | undefined): void {
    if (preview === undefined || preview.stale === null) return this.warning.hide();
    const text = `Preview ${preview.title} is stale: ${preview.stale.reason}`;
    this.warning.text = `$(warning) ${text.length > room ? `${text.slice(0, room - 1)}…` : text}`;
    this.warning.tooltip = text;
    this.warning.command =
      preview.stale.location === undefined
        ? undefined
        : { title: 'Go to the place', command: showPlace, arguments: [preview.document.toString()] };
    this.warning.show();
  }

  // In the editor that shows the file, else beside the preview.
  private async showPlace(document: vscode.Uri): Promise<void> {
    const location = this.previews.find(document)?.stale?.location;
    const client = this.extension.client;
    if (location === undefined || client === undefined) return;
    const file = client.protocol2CodeConverter.asUri(location.uri);
    const shown = vscode.window.visibleTextEditors.find((one) => one.document.uri.toString() === file.toString());
    const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
    const selection = client.protocol2CodeConverter.asRange(location.range);
    await vscode.window.showTextDocument(file, { viewColumn, selection });
  }
}
