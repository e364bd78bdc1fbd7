// The command that makes a handler: asks for its kind and its path; the server says what stands in the files.

import type { Extension } from './extension';

export async function newHandler(extension: Extension, _folder: unknown): Promise<void> {
  void extension;
}
