import type { HeaderField } from '../../core/http/request.ts';

/** The codings that can be undone for inspection, as clients name them. */
const DECODED: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'br', 'deflate', 'identity']);

/**
 * Asks for an answer that can be inspected: whole, because a piece of it says nothing about the rest (P2), and in a
 * content coding that can be decoded (P1). A client that named none gets none.
 */
export function inspectableFields(fields: readonly HeaderField[]): readonly HeaderField[] {
  return fields.flatMap((field) => {
    switch (field.name.toLowerCase()) {
      case 'range':
      case 'if-range':
        return [];
      case 'accept-encoding':
        return [{ name: field.name, value: decodedOnly(field.value) }];
      default:
        return [field];
    }
  });
}

function decodedOnly(value: string): string {
  const codings = value
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => DECODED.has((coding.split(';')[0] ?? '').trim().toLowerCase()));
  return codings.length === 0 ? 'identity' : codings.join(', ');
}
