// How a preview is: its size, and while its source is broken that it is stale, why, and where that is.
import * as vscode from 'vscode';

import type { Extension } from './extension';
import { Preview, Previews, previewScheme, Stale } from './previews';

const showPlace = 'paas-lsp.previewPlace';

export class PreviewState implements vscode.Disposable, vscode.CodeLensProvider {
  private readonly item = vscode.languages.createLanguageStatusItem('paas-lsp.preview', { scheme: previewScheme });
  private readonly faded = vscode.window.createTextEditorDecorationType({ opacity: '0.55' });
  private readonly lenses = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];

  readonly onDidChangeCodeLenses = this.lenses.event;

  constructor(
    private readonly extension: Extension,
    private readonly previews: Previews,
  ) {
    this.item.name = 'paas-lsp';
    this.subscriptions = [
      this.item,
      this.faded,
      this.lenses,
      vscode.commands.registerCommand(showPlace, (preview: string) => this.showPlace(vscode.Uri.parse(preview))),
      vscode.languages.registerCodeLensProvider({ scheme: previewScheme }, this),
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
      vscode.window.onDidChangeActiveTextEditor(() => this.refresh()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === previewScheme) this.refresh();
      }),
      previews.onDidChangeState(() => {
        this.lenses.fire();
        this.refresh();
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const preview = this.previews.find(document.uri);
    if (preview === undefined || preview.stale === null) return [];
    const title = `$(warning) Stale: ${preview.stale.reason}`;
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), this.command(preview, preview.stale, title))];
  }

  private refresh(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.uri.scheme !== previewScheme) continue;
      const preview = this.previews.find(editor.document.uri);
      const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
      editor.setDecorations(this.faded, preview?.stale ? [all] : []);
      if (preview !== undefined && editor === vscode.window.activeTextEditor) this.show(preview);
    }
  }

  private show(preview: Preview): void {
    const { Information, Warning } = vscode.LanguageStatusSeverity;
    this.item.text = preview.title;
    this.item.detail = preview.stale === null ? preview.summary : `stale: ${preview.stale.reason}`;
    this.item.severity = preview.stale === null ? Information : Warning;
    this.item.command = preview.stale?.location && this.command(preview, preview.stale, 'Go to the place');
  }

  private command(preview: Preview, stale: Stale, title: string): vscode.Command {
    if (stale.location === undefined) return { title, command: '' };
    return { title, command: showPlace, tooltip: 'Go to the place', arguments: [preview.document.toString()] };
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
