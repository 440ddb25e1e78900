import { formatIp, parseIpv4, parseIpv6 } from './ip-literal.ts';

declare const canonicalHost: unique symbol;

/** A lower-case A-label host name without a trailing dot, or an IP literal in its shortest form (IPv6 without brackets). */
export type CanonicalHost = string & { readonly [canonicalHost]: true };

export type Scheme = 'http' | 'https';

/** The one destination of a request (I2). Only the functions of this file make one. */
export interface CanonicalTarget {
  readonly scheme: Scheme;
  readonly host: CanonicalHost;
  /** 1 to 65535. */
  readonly port: number;
  /** Set where the host is an IP literal. */
  readonly ipFamily: 4 | 6 | null;
}

/** Why a text is no host. Closed list. */
export type HostProblem =
  | 'empty'
  | 'not_ascii'
  | 'bad_character'
  /** An empty label, one over 63 characters, or one with a hyphen at an end. */
  | 'bad_label'
  /** Over 253 characters. */
  | 'too_long'
  /** Something that a resolver may read as an IPv4 address, but not its canonical spelling. */
  | 'ip_spelling'
  | 'bad_ipv6';

export type TargetProblem = HostProblem | 'userinfo' | 'bad_port' | 'port_missing';

export type HostResult =
  | { readonly ok: true; readonly host: CanonicalHost; readonly ipFamily: 4 | 6 | null }
  | { readonly ok: false; readonly problem: HostProblem };

export type TargetResult =
  | { readonly ok: true; readonly target: CanonicalTarget }
  | { readonly ok: false; readonly problem: TargetProblem };

/** RFC 1035, 2.3.4, without the root's dot. */
const MAX_HOST = 253;
const MAX_LABEL = 63;
const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
/** What the URL standard's "ends in a number" and inet_aton(3) take for an IPv4 address. */
const NUMERIC_LABEL = /^([0-9]+|0x[0-9a-f]*)$/;

/**
 * The one host parser: for CONNECT, Host, URLs, SNI and configuration alike. Letters, digits and hyphens (RFC 952,
 * RFC 1123), case folded, one trailing dot taken off; an IPv4 literal in canonical spelling only; IPv6 in brackets or
 * bare. It is strict before anything else reads the text: WHATWG URL parsing maps `\`, tabs, full-width dots and odd
 * IPv4 spellings onto other hosts.
 */
export function parseHost(text: string): HostResult {
  if (text === '') return { ok: false, problem: 'empty' };
  if (/[^\0-\x7f]/.test(text)) return { ok: false, problem: 'not_ascii' };
  if (text.startsWith('[')) {
    return text.endsWith(']') ? ipv6Host(text.slice(1, -1)) : { ok: false, problem: 'bad_ipv6' };
  }
  if (text.includes(':')) return ipv6Host(text);
  if (/[^A-Za-z0-9.-]/.test(text)) return { ok: false, problem: 'bad_character' };
  return nameOrIpv4(text.toLowerCase());
}

function nameOrIpv4(text: string): HostResult {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  if (name.length > MAX_HOST) return { ok: false, problem: 'too_long' };
  const labels = name.split('.');
  if (NUMERIC_LABEL.test(labels.at(-1) ?? '')) {
    // With a trailing dot it is a name to some resolvers and an address to others.
    return parseIpv4(text) === null
      ? { ok: false, problem: 'ip_spelling' }
      : { ok: true, host: brandHost(text), ipFamily: 4 };
  }
  if (!labels.every((label) => label.length <= MAX_LABEL && LABEL.test(label))) {
    return { ok: false, problem: 'bad_label' };
  }
  return { ok: true, host: brandHost(name), ipFamily: null };
}

function ipv6Host(text: string): HostResult {
  const bytes = parseIpv6(text);
  if (bytes === null) return { ok: false, problem: 'bad_ipv6' };
  return { ok: true, host: brandHost(formatIp(bytes)), ipFamily: 6 };
}

function brandHost(text: string): CanonicalHost {
  return text as CanonicalHost;
}

/** Decimal, 1 to 65535, no sign, no leading zero (D10); or null. */
export function parsePort(text: string): number | null {
  if (!/^[1-9][0-9]{0,4}$/.test(text)) return null;
  const port = Number(text);
  return port <= 65535 ? port : null;
}

export function defaultPortOf(scheme: Scheme): number {
  return scheme === 'https' ? 443 : 80;
}

/**
 * `host[:port]` as in CONNECT, Host and URLs. Userinfo is refused, never skipped (D3). `defaultPort` null: the port
 * must stand there, as in CONNECT.
 */
export function parseAuthority(
  text: string,
  scheme: Scheme,
  options: { readonly defaultPort: number | null },
): TargetResult {
  if (text.includes('@')) return { ok: false, problem: 'userinfo' };
  const split = splitAuthority(text);
  const parsed = parseHost(split.host);
  if (!parsed.ok) return parsed;
  const port = split.port === null ? options.defaultPort : parsePort(split.port);
  if (port === null) return { ok: false, problem: split.port === null ? 'port_missing' : 'bad_port' };
  return { ok: true, target: { scheme, host: parsed.host, port, ipFamily: parsed.ipFamily } };
}

function splitAuthority(text: string): { host: string; port: string | null } {
  const colon = text.startsWith('[') ? text.indexOf(':', text.indexOf(']')) : text.indexOf(':');
  // `[::1` has no end: the whole text goes to the host parser, which refuses it.
  if (colon < 0 || (text.startsWith('[') && !text.includes(']'))) return { host: text, port: null };
  return { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

/** The same destination by another scheme: plain HTTP inside a CONNECT tunnel. */
export function withScheme(target: CanonicalTarget, scheme: Scheme): CanonicalTarget {
  return target.scheme === scheme ? target : { ...target, scheme };
}

/** `https://api.example.com:443`, IPv6 in brackets: what safe tokens, pools and proposals are keyed by. */
export function destinationOf(target: CanonicalTarget): string {
  return `${target.scheme}://${bracketed(target)}:${target.port}`;
}

/** The value of the Host field to send: the scheme's default port is left out (RFC 9110, 7.2). */
export function hostHeaderOf(target: CanonicalTarget): string {
  const host = bracketed(target);
  return target.port === defaultPortOf(target.scheme) ? host : `${host}:${target.port}`;
}

function bracketed(target: CanonicalTarget): string {
  return target.ipFamily === 6 ? `[${target.host}]` : target.host;
}
