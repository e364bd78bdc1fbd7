// What the server knows about the app that a file or a folder is part of.
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

export interface AppOfFile {
  name: string;
  folder: string; // URI
  generation: string;
  title: string;
  handlers: number;
  types: { name: string; description: string }[]; // of handlers that it can have
  fragment: boolean; // the file itself is a root or a handler
}

// Null where there is no app.
export function appOf(client: LanguageClient, place: vscode.Uri): Promise<AppOfFile | null> {
  const textDocument = { uri: client.code2ProtocolConverter.asUri(place) };
  return client.sendRequest<AppOfFile | null>('paas/app', { textDocument });
}
