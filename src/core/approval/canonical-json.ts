/**
 * The one text of a JSON value that is hashed or keyed: keys in the order of their UTF-16 code units, no white space
 * (RFC 8785). Takes what JSON.parse makes: strings, finite numbers, booleans, null, arrays and plain objects.
 * @throws TypeError for anything else: what has two readings has no canonical form.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError('no JSON value');
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
