import type { RequestParts } from './proxy-client.ts';
import { canary, githubToken } from './tokens.ts';
import { API } from './world.ts';

/** A way to put a value into a request. */
interface Surface {
  readonly name: string;
  readonly host?: (value: string) => string;
  readonly parts: (value: string) => RequestParts;
}

/** A request with one secret in it. */
export interface Carrier {
  /** `known secret in the query value`. */
  readonly name: string;
  /** The variable that provisions the secret; null for a vendor's format. */
  readonly variable: string | null;
  readonly value: string;
  /** The part of the value that only this value has. */
  readonly unmistakable: string;
  readonly host: string;
  readonly parts: RequestParts;
}

const json = (body: unknown): RequestParts => ({
  headers: ['Content-Type: application/json'],
  body: JSON.stringify(body),
});

function multipart(name: string, filename: string, content: string): RequestParts {
  const body = `--edge\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n\r\n${content}\r\n--edge--\r\n`;
  return { headers: ['Content-Type: multipart/form-data; boundary=edge'], body };
}

const form = (body: string): RequestParts => ({
  headers: ['Content-Type: application/x-www-form-urlencoded'],
  body,
});
const hex = (value: string): string => Buffer.from(value).toString('hex');

const SURFACES: readonly Surface[] = [
  { name: 'path', parts: (value) => ({ path: `/v1/${value}/files` }) },
  { name: 'query key', parts: (value) => ({ path: `/v1?${value}=1` }) },
  { name: 'query value', parts: (value) => ({ path: `/v1?key=${value}` }) },
  { name: 'header name', parts: (value) => ({ headers: [`X-${value}: 1`] }) },
  { name: 'header value', parts: (value) => ({ headers: [`Authorization: Bearer ${value}`] }) },
  { name: 'user agent', parts: (value) => ({ headers: [`User-Agent: agent/1.0 ${value}`] }) },
  { name: 'cookie name', parts: (value) => ({ headers: [`Cookie: ${value}=1`] }) },
  { name: 'cookie value', parts: (value) => ({ headers: [`Cookie: a=b; session=${value}`] }) },
  { name: 'JSON key', parts: (value) => json({ a: { [value]: 1 } }) },
  { name: 'JSON value', parts: (value) => json({ a: [{ b: `before ${value} after` }] }) },
  { name: 'form key', parts: (value) => form(`a=b&${value}=1`) },
  { name: 'form value', parts: (value) => form(`a=b&c=${value}`) },
  { name: 'multipart name', parts: (value) => multipart(value, 'a.txt', 'x') },
  { name: 'multipart filename', parts: (value) => multipart('part', `${value}.txt`, 'x') },
  { name: 'multipart part', parts: (value) => multipart('part', 'a.txt', `before ${value} after`) },
  {
    name: 'text',
    parts: (value) => ({ headers: ['Content-Type: text/plain'], body: `before ${value} after` }),
  },
  { name: 'body twice', parts: (value) => ({ path: `/v1?key=${value}`, body: `${value} and ${value}` }) },
  { name: 'base64 in a body', parts: (value) => json({ data: Buffer.from(`x${value}`).toString('base64') }) },
  {
    name: 'base64 in a header',
    parts: (value) => ({
      headers: [`Authorization: Basic ${Buffer.from(`user:${value}`).toString('base64')}`],
    }),
  },
  { name: 'hex in a body', parts: (value) => json({ data: hex(value) }) },
  { name: 'hex in a path', parts: (value) => ({ path: `/v1/${hex(value)}` }) },
  { name: 'percent in a path', parts: (value) => ({ path: `/v1/${hex(value).replace(/../g, '%$&')}` }) },
  { name: 'percent in a form', parts: (value) => form(`a=${hex(value).replace(/../g, '%$&')}`) },
];

/** In a host name and backwards only a known secret is looked for: no vendor's format fits there. */
const KNOWN_ONLY: readonly Surface[] = [
  { name: 'host label', host: (value) => `${value}.example.com`, parts: () => ({}) },
  { name: 'reversed in a body', parts: (value) => json({ data: [...value].reverse().join('') }) },
];

/** A fresh secret on every surface: provisioned ones, and ones of a vendor's format. */
export function carriers(): Carrier[] {
  const known = [...SURFACES, ...KNOWN_ONLY].map((surface, index): Carrier => {
    const value = canary();
    const host = surface.host?.(value) ?? API;
    const name = `known secret, ${surface.name}`;
    return {
      name,
      variable: `EGRESS_TOKEN_CARRIED_${index}`,
      value,
      unmistakable: value,
      host,
      parts: surface.parts(value),
    };
  });
  const shaped = SURFACES.map((surface): Carrier => {
    const unmistakable = canary(30);
    const value = githubToken(unmistakable);
    return {
      name: `token, ${surface.name}`,
      variable: null,
      value,
      unmistakable,
      host: API,
      parts: surface.parts(value),
    };
  });
  return [...known, ...shaped];
}

/** The environment that provisions the known ones. */
export function provisioned(all: readonly Carrier[]): Record<string, string> {
  return Object.fromEntries(
    all.flatMap(({ variable, value }) => (variable === null ? [] : [[variable, value] as const])),
  );
}
