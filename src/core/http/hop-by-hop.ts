import type { HeaderField } from './request.ts';

/** Fields of one connection (RFC 9110, 7.6.1; RFC 9113, 8.2.2 for the older ones). */
const CONNECTION_FIELDS = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const;

const NOT_SENT: Readonly<Record<'request' | 'response', ReadonlySet<string>>> = {
  request: new Set([
    ...CONNECTION_FIELDS,
    // Made anew from the canonical target and the frozen body.
    'host',
    'content-length',
    // Answered by the gateway (F13).
    'expect',
    // h2c smuggling (F12), and the answer to an Alt-Svc that is never passed on.
    'http2-settings',
    'alt-used',
    // Which proxies stand in the way is nothing that the bottle says and nothing that the server needs.
    'via',
    'forwarded',
  ]),
  response: new Set([
    ...CONNECTION_FIELDS,
    // Would lead clients past the gateway, to HTTP/3 (D13).
    'alt-svc',
  ]),
};

/**
 * The fields that travel on, in their order, without those of this connection: the fixed ones, those that `Connection`
 * names (F14), everything that begins with `Proxy-`, and in responses what only the gateway says (`X-Decant-…`). The
 * scan sees the fields before this filter.
 */
export function endToEndHeaders(
  fields: readonly HeaderField[],
  direction: 'request' | 'response',
): readonly HeaderField[] {
  const dropped = NOT_SENT[direction];
  const named = namedByConnection(fields);
  return fields.filter((field) => {
    const name = field.name.toLowerCase();
    if (dropped.has(name) || named.has(name) || name.startsWith('proxy-')) return false;
    return direction === 'request' || !name.startsWith('x-decant-');
  });
}

function namedByConnection(fields: readonly HeaderField[]): ReadonlySet<string> {
  const named = new Set<string>();
  for (const field of fields) {
    if (field.name.toLowerCase() !== 'connection') continue;
    for (const name of field.value.split(',')) named.add(name.trim().toLowerCase());
  }
  return named;
}
