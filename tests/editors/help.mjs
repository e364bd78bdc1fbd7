// What the tests of both editors need.
import fs from 'node:fs';
import path from 'node:path';

import { root, server } from './places.mjs';

// A folder with the good and the faulty example, a handler without a fragment, and a module with a text for people.
export function copyOfExamples(home) {
  const folder = path.join(home, 'shops');
  for (const name of ['good', 'faulty']) fs.cpSync(path.join(root, 'examples', name), path.join(folder, name), { recursive: true });
  fs.mkdirSync(path.join(folder, 'good/shop/tasks/empty'));
  fs.writeFileSync(path.join(folder, 'good/shop/tasks/empty/index.py'), '"""\n\n"""\n\ndef handler(event, context=None):\n    pass\n');
  fs.mkdirSync(path.join(folder, 'good/shop/tasks/bare'));
  fs.writeFileSync(path.join(folder, 'good/shop/tasks/bare/index.py'), '"""\ninfra:\n  type: worker\n"""\n# end\n');
  fs.mkdirSync(path.join(folder, 'good/shop/tasks/untidy'));
  fs.writeFileSync(path.join(folder, 'good/shop/tasks/untidy/index.py'), '"""\ninfra:\n  type:    worker\n"""\n\ndef handler(event, context=None):\n    pass\n');
  fs.writeFileSync(path.join(folder, 'good/shop/text.py'), `"""\n${'\n'.repeat(60)}A text for people\n"""\n`);
  return folder;
}

// The ids of processes by their command lines.
export function processesOf(fits) {
  const found = [];
  for (const id of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(id)) continue;
    try {
      const command = fs.readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').slice(0, -1);
      if (fits(command, Number(id))) found.push(Number(id));
    } catch {
      // it has ended meanwhile
    }
  }
  return found;
}

export function isAlive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

export function parentOf(id) {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(fs.readFileSync(`/proc/${id}/stat`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

// A program that is the server, and keeps all that its client says in a file.
export function serverThatKeeps(home) {
  const folder = path.join(home, 'bin');
  const said = path.join(home, 'said');
  const program = path.join(folder, 'paas-lsp');
  fs.mkdirSync(folder);
  fs.writeFileSync(said, '');
  fs.writeFileSync(program, `#!/bin/sh\ntee -a '${said}' | '${server}' "$@"\n`, { mode: 0o755 });
  return { program, said: () => fs.readFileSync(said, 'utf8').replaceAll('\\/', '/') };
}
