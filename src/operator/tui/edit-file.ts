import { spawn } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EditResult } from './state/events.ts';

/** A file larger than this comes back from no honest edit. */
const MAX_BYTES = 64 * 1024;

export interface EditorOptions {
  /** The command line, as git and others take it from VISUAL or EDITOR: words for the shell. */
  readonly command: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Puts a text before the person's editor, in a folder that nobody else can see, and takes it back. */
export async function editText(text: string, { command, env }: EditorOptions): Promise<EditResult> {
  const folder = await mkdtemp(join(tmpdir(), 'decant-'));
  try {
    const file = join(folder, 'proposed.txt');
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    const code = await runEditor(command, file, env);
    if (code !== 0) return { kind: 'failed', reason: 'The editor ended with an error: nothing was decided.' };
    return await readBack(file);
  } catch {
    return { kind: 'failed', reason: 'The editor could not be started: nothing was decided. Is EDITOR set?' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The shell takes the command apart; the file's name is an argument of its own. */
function runEditor(command: string, file: string, env: EditorOptions['env']): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `${command} "$@"`, 'decant', file], {
      stdio: 'inherit',
      env: { ...env },
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
}

async function readBack(file: string): Promise<EditResult> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES + 1), 0, MAX_BYTES + 1, 0);
    if (bytesRead > MAX_BYTES)
      return { kind: 'failed', reason: 'The file is too long: nothing was decided.' };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead));
    return { kind: 'saved', text };
  } catch {
    return { kind: 'failed', reason: 'The file cannot be read as UTF-8 text: nothing was decided.' };
  } finally {
    await handle.close();
  }
}
