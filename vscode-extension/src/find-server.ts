// Where the program of the language server is: the one that the settings name, the one that came with the extension,
// or the one on the PATH.
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as vscode from 'vscode';

const program = process.platform === 'win32' ? 'paas-lsp.exe' : 'paas-lsp';

export interface Server {
  command: string;
  arguments: string[];
  origin: 'setting' | 'extension' | 'PATH';
}

// The sentence says what was looked at and what to do.
export class ServerMissing extends Error {}

export function findServer(context: vscode.ExtensionContext): Server {
  const settings = vscode.workspace.getConfiguration('paas-lsp');
  const extra = settings.get<string[]>('server.arguments', []);
  const named = expand(settings.get<string>('server.path', '').trim());
  if (named !== '') {
    if (!isProgram(named)) {
      throw new ServerMissing(`The setting paas-lsp.server.path names ${named}, and no program is there.`);
    }
    return { command: named, arguments: extra, origin: 'setting' };
  }
  const carried = context.asAbsolutePath(path.join('server', program));
  if (isProgram(carried)) return { command: carried, arguments: extra, origin: 'extension' };
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, program);
    if (path.isAbsolute(candidate) && isProgram(candidate)) {
      return { command: candidate, arguments: extra, origin: 'PATH' };
    }
  }
  throw new ServerMissing(
    'The program paas-lsp is not in this extension and not on the PATH. Build it with `make build`, ' +
      'or set paas-lsp.server.path to where it is.',
  );
}

// `~` and `${workspaceFolder}`, as people write them in settings.
function expand(text: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const there = folder === undefined ? text : text.replaceAll('${workspaceFolder}', folder);
  return there.startsWith('~/') ? path.join(os.homedir(), there.slice(2)) : there;
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
