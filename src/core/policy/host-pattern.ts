import { getPublicSuffix } from 'tldts';
import { type CanonicalHost, type HostProblem, parseHost } from '../http/target.ts';

/** Which hosts a rule is for: one by name, or every subdomain of one (not the domain itself). */
export interface HostPattern {
  readonly kind: 'exact' | 'subdomains';
  readonly host: CanonicalHost;
}

export type HostPatternProblem = HostProblem | 'bad_wildcard' | 'public_suffix';

export type HostPatternResult =
  | { readonly ok: true; readonly pattern: HostPattern }
  | { readonly ok: false; readonly problem: HostPatternProblem };

/** `api.example.com`, `*.example.com`, `10.0.0.1`, `[::1]`. */
export function parseHostPattern(text: string): HostPatternResult {
  if (!text.includes('*')) {
    const exact = parseHost(text);
    return exact.ok ? { ok: true, pattern: { kind: 'exact', host: exact.host } } : exact;
  }
  if (!text.startsWith('*.') || text.includes('*', 1)) return { ok: false, problem: 'bad_wildcard' };
  const base = parseHost(text.slice(2));
  if (!base.ok) return base;
  if (base.ipFamily !== null) return { ok: false, problem: 'bad_wildcard' };
  // Below a public suffix (publicsuffix.org, its private part too: github.io) anybody can have a host.
  if (getPublicSuffix(base.host, { allowPrivateDomains: true, extractHostname: false }) === base.host) {
    return { ok: false, problem: 'public_suffix' };
  }
  return { ok: true, pattern: { kind: 'subdomains', host: base.host } };
}

/** Label-wise: `*.example.com` covers `a.b.example.com`, not `example.com`, not `evilexample.com` (D8). */
export function matchesHost(pattern: HostPattern, host: CanonicalHost): boolean {
  return pattern.kind === 'exact' ? host === pattern.host : host.endsWith(`.${pattern.host}`);
}

export function hostPatternText(pattern: HostPattern): string {
  const host = pattern.host.includes(':') ? `[${pattern.host}]` : pattern.host;
  return pattern.kind === 'exact' ? host : `*.${host}`;
}
