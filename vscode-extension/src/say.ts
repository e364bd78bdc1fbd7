// Short messages to the person.
import * as vscode from 'vscode';

// Of an error what it says.
export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function say(what: unknown): void {
  void vscode.window.showInformationMessage(`paas-lsp: ${textOf(what)}`);
}
