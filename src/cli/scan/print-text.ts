import { own, type SafeTerminalText, safeLine } from '../../operator/safe-terminal-text.ts';
import type { ScanHit, ScannedFile } from './scan-hit.ts';

/** `path:line:column: kind (confidence) context`, one finding a line. */
export function hitLine(name: string, hit: ScanHit): SafeTerminalText {
  const facts = [
    `${hit.confidence} confidence`,
    ...(hit.checksum === 'none' ? [] : [`checksum ${hit.checksum}`]),
    ...(hit.decodedVia.length === 0 ? [] : [`decoded via ${hit.decodedVia.join(', ')}`]),
  ].join(', ');
  const context = hit.context === null ? own`` : own`: ${safeLine(hit.context, 200)}`;
  return own`${safeLine(name, 1024)}:${hit.line}:${hit.column}: ${safeLine(hit.kind, 80)} (${safeLine(facts, 120)})${context}`;
}

export function summary(files: readonly ScannedFile[]): string {
  const hits = files.reduce((sum, file) => sum + file.hits.length, 0);
  const where = files.filter((file) => file.hits.length > 0).length;
  const read = files.filter((file) => file.fault === null).length;
  if (hits === 0) return `no findings in ${count(read, 'file')}`;
  return `${count(hits, 'finding')} in ${where} of ${count(read, 'file')}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
