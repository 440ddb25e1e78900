import type { z } from 'zod';
import { readStrictJson } from './strict-json.ts';

/** Why a file of the queue was not taken, in our own words: remote text is never quoted. */
export type FileProblem =
  /** Complete so far, and not at its end: somebody may still be writing it. */
  { readonly kind: 'incomplete' } | { readonly kind: 'malformed'; readonly reason: string };

export type ReadFile<T> = ({ readonly kind: 'read' } & { readonly content: T }) | FileProblem;

/** Bytes that must be one strict JSON text of exactly this shape. */
export function readFile<T>(bytes: Buffer, schema: z.ZodType<T>): ReadFile<T> {
  const json = readStrictJson(bytes);
  if (json.kind === 'incomplete') return json;
  if (json.kind === 'invalid') return { kind: 'malformed', reason: 'not one strict JSON text' };
  const checked = schema.safeParse(json.value);
  if (checked.success) return { kind: 'read', content: checked.data };
  const issue = checked.error.issues[0];
  return { kind: 'malformed', reason: issue === undefined ? 'not of the expected shape' : describe(issue) };
}

/** Only the names of our own keys are repeated: an issue's path ends at a key of the schema, never at a foreign one. */
function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'unknown key';
  const where = issue.path.filter((part) => typeof part === 'string').join('.');
  return where === '' ? 'not of the expected shape' : `unexpected ${where}`;
}
