// A list of suggestions that opened by itself below a line must not get in the way of who goes on typing: until
// something in it is chosen, Enter and Tab do what they do without a list. The keys are in package.json; they look at a
// context key, because only the editor itself is fast enough to decide between two keys.
import * as vscode from 'vscode';
import type { CompletionMiddleware } from 'vscode-languageclient';

const isUntouched = 'paas-lsp.listIsUntouched';

interface Place {
  document: vscode.TextDocument;
  position: vscode.Position;
}

export class OpenLists implements vscode.Disposable {
  private place: Place | undefined; // where the cursor was when the list was asked for
  private readonly subscriptions: vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      vscode.commands.registerCommand('paas-lsp.chooseInList', () => this.set(undefined)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.place?.document) this.set(undefined);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        if (textEditor.document === this.place?.document && selections[0]?.active.isEqual(this.place.position) !== true) {
          this.set(undefined);
        }
      }),
    ];
  }

  readonly middleware: CompletionMiddleware = {
    provideCompletionItem: async (document, position, context, token, next) => {
      const list = await next(document, position, context, token);
      const count = Array.isArray(list) ? list.length : (list?.items.length ?? 0);
      if (context.triggerCharacter === '\n' && count > 0) this.set({ document, position });
      return list;
    },
  };

  dispose(): void {
    this.set(undefined);
    this.subscriptions.forEach((each) => void each.dispose());
  }

  private set(place: Place | undefined): void {
    if (this.place === undefined && place === undefined) return;
    this.place = place;
    void vscode.commands.executeCommand('setContext', isUntouched, place !== undefined);
  }
}
