import { fileURLToPath } from 'node:url';
import { codeOf } from '../core/error-code.ts';

/** Folder of the program's own code: `dist/` where it is built. */
const HOME = fileURLToPath(new URL('..', import.meta.url));

/** What may be told of an error that nobody foresaw: never its message, which may quote anything (R7). */
export interface SafeError {
  /** `ECONNRESET`, `ERR_INVALID_ARG_TYPE`; else the kind of error. */
  readonly code: string;
  /** `cli/program.js:12:3`, the innermost first; our own files and Node's only. */
  readonly at: readonly string[];
}

const MAX_FRAMES = 12;

export function safeError(error: unknown): SafeError {
  if (!(error instanceof Error)) return { code: 'not_an_error', at: [] };
  return { code: kindOf(error), at: framesOf(error) };
}

function kindOf(error: Error): string {
  const code = codeOf(error);
  if (code !== 'UNKNOWN') return code;
  const builtIn = [TypeError, RangeError, SyntaxError, ReferenceError, URIError, AggregateError];
  return builtIn.find((kind) => error instanceof kind)?.name ?? 'Error';
}

function framesOf(error: Error): readonly string[] {
  const { stack } = error;
  if (stack === undefined) return [];
  // The message stands before the frames and may look like one: without knowing where it ends there are no frames.
  const head = error.message === '' ? '\n    at ' : `: ${error.message}\n    at `;
  const start = stack.indexOf(head);
  if (start < 0) return [];
  const frames = stack.slice(start + head.length - '\n    at '.length);
  return frames
    .split('\n')
    .map((line) => /^\s+at (?:.*\()?((?:file:\/\/\/|\/|node:)[^()\s]+:\d+:\d+)\)?$/.exec(line)?.[1])
    .map((place) => (place === undefined ? null : shortPlace(place)))
    .filter((place) => place !== null)
    .slice(0, MAX_FRAMES);
}

function shortPlace(place: string): string | null {
  if (place.startsWith('node:')) return place;
  const path = place.replace(/^file:\/\//, '');
  if (path.startsWith(HOME)) return path.slice(HOME.length);
  const inModules = path.lastIndexOf('/node_modules/');
  return inModules < 0 ? null : path.slice(inModules + 1);
}
