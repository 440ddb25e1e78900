import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';

/** Puts a text file in place whole: whoever reads it meanwhile sees the old one or the new one. */
export function replaceFile(file: string, text: string, mode: number): void {
  const temporary = `${file}.${randomBytes(8).toString('hex')}`;
  writeFileSync(temporary, text, { flag: 'wx', mode });
  renameSync(temporary, file);
}
