import type { HeaderField } from '../core/http/request.ts';

/** Node's flat list of names and values as fields, in their order. */
export function headerFields(raw: readonly string[]): readonly HeaderField[] {
  const fields: HeaderField[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) fields.push({ name: raw[i] ?? '', value: raw[i + 1] ?? '' });
  return fields;
}

/** The reverse, as undici and Node take it. */
export function flatHeaders(fields: readonly HeaderField[]): string[] {
  return fields.flatMap(({ name, value }) => [name, value]);
}
