import { endToEndHeaders } from '../../core/http/hop-by-hop.ts';
import type { HeaderField } from '../../core/http/request.ts';
import { flatHeaders } from '../header-fields.ts';

/**
 * The header of an upstream's answer as it goes to the client: names and values in turn, repeated fields kept apart.
 * Bytes are Latin-1 both ways, so nothing is reinterpreted.
 */
export function responseHeaders(raw: unknown, method: string, status: number): string[] {
  const fields = endToEndHeaders(responseFields(raw), 'response');
  // RFC 9110, 8.6: no length beside what has no content and says nothing of one.
  return flatHeaders(
    status === 204 && method !== 'HEAD' ? fields.filter((field) => !isLength(field)) : fields,
  );
}

const isLength = ({ name }: HeaderField): boolean => name.toLowerCase() === 'content-length';

/** All of them, also those that go no further. */
export function responseFields(raw: unknown): readonly HeaderField[] {
  if (!Array.isArray(raw)) throw new TypeError('raw headers expected');
  const fields: HeaderField[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) fields.push({ name: text(raw[i]), value: text(raw[i + 1]) });
  return fields;
}

function text(piece: unknown): string {
  if (Buffer.isBuffer(piece)) return piece.toString('latin1');
  if (typeof piece === 'string') return piece;
  throw new TypeError('raw header expected');
}
