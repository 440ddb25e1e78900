import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Cidr, parseCidr } from '../http/cidr.ts';
import { normalisePattern } from '../http/path-pattern.ts';
import { parseAuthority, parseHost } from '../http/target.ts';
import { isToken } from '../http/token.ts';
import type { ListenAddress, ResolveEntry } from './config.ts';
import { type HostPattern, type HostPatternProblem, parseHostPattern } from './host-pattern.ts';

/** What makes a text no host pattern, in words that say why it matters. */
const HOST_PROBLEMS: Readonly<Record<HostPatternProblem, string>> = {
  empty: 'a host is missing',
  not_ascii: 'only ASCII: write an internationalised name as its A-labels (xn--…)',
  bad_character: 'a host is made of letters, digits, hyphens and dots, without scheme, port or path',
  bad_label: 'each part of a host has 1 to 63 letters, digits or inner hyphens',
  too_long: 'a host has at most 253 characters',
  ip_spelling: 'write an IPv4 address in plain dotted decimal; other spellings hide where it leads',
  bad_ipv6: 'a host stands here alone: no scheme, its port under ports; an IPv6 address is written [::1]',
  bad_wildcard: 'a wildcard is written *.example.com and covers all subdomains; nothing else may hold a *',
  public_suffix:
    'anybody can have a host below this public suffix, so the wildcard would open the way to everyone: name the hosts or a domain below it',
};

/** Says a problem and ends the parse of this value. */
function fail(ctx: z.RefinementCtx, message: string): never {
  ctx.addIssue({ code: 'custom', message });
  return z.NEVER;
}

export const hostPattern = z.string().transform((text, ctx): HostPattern => {
  const parsed = parseHostPattern(text);
  return parsed.ok ? parsed.pattern : fail(ctx, HOST_PROBLEMS[parsed.problem]);
});

export const pathPattern = z.string().transform((text, ctx): string => {
  const pattern = normalisePattern(text);
  return (
    pattern ??
    fail(
      ctx,
      'a path begins with /, is written like one in a URL without its query, and has no dot segments or encoded slashes; * and ** are wildcards',
    )
  );
});

export const method = z.string().transform((text, ctx): string => {
  const name = text.toUpperCase();
  if (!isToken(text)) return fail(ctx, 'not a method');
  if (name !== 'TRACE' && name !== 'CONNECT') return name;
  return fail(ctx, `${name} is never served: it would show or tunnel what the gateway guards`);
});

/** RFC 9110 fields that frame a message or route it, and so are the gateway's own. */
const OWN_FIELDS =
  /^(host|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*)$/;

export const authHeader = z.string().transform((text, ctx): string => {
  const name = text.toLowerCase();
  if (!isToken(name)) return fail(ctx, 'not a header name');
  return OWN_FIELDS.test(name) ? fail(ctx, 'this header belongs to the gateway itself') : name;
});

export const port = z.int().min(1).max(65535);

export const cidr = z.string().transform((text, ctx): Cidr => {
  const parsed = parseCidr(text);
  if (parsed === null)
    return fail(ctx, 'not a network such as 10.0.0.0/8 or fd00::/8 (no bits behind the prefix)');
  return parsed.prefix === 0
    ? fail(ctx, 'this is every address there is, cloud metadata included: list the networks you mean')
    : parsed;
});

export const listenAddress = z.string().transform((text, ctx): ListenAddress => {
  const match = /^(.*):(0|[1-9][0-9]{0,4})$/s.exec(text);
  const [, host = '', digits = ''] = match ?? [];
  const parsed = parseHost(host);
  const number = Number(digits);
  if (match === null || !parsed.ok || number > 65535 || (host.includes(':') && !host.startsWith('['))) {
    return fail(ctx, 'not an address such as 127.0.0.1:8080 or "[::1]:8080"; port 0 picks a free one');
  }
  return { host: parsed.host, port: number };
});

/** A path of the file system, still relative. */
export const filePath = z
  .string()
  .min(1)
  .refine((text) => !text.includes('\0'), { error: 'not a path' });

/** A directory as `file:PATH` or `file:///PATH`, still relative. */
export const queueUrl = z.string().transform((text, ctx): string => {
  const path = queueDirectoryOf(text);
  return path ?? fail(ctx, QUEUE_PROBLEM);
});

const QUEUE_PROBLEM =
  'not supported yet: only a folder, as file:./queue, file:/var/queue or file:///var/queue';

/** Null: none of the forms. */
export function queueDirectoryOf(text: string): string | null {
  if (!text.startsWith('file:') || text.includes('\0')) return null;
  const rest = text.slice('file:'.length);
  if (!rest.startsWith('//')) return rest === '' ? null : rest;
  try {
    return fileURLToPath(text);
  } catch {
    // A URL with a host, or with an encoded slash.
    return null;
  }
}

/** `bottle`: what file names, logs and views can carry as it is. */
export const SLUG = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export const slug = z
  .string()
  .regex(SLUG, { error: 'a slug has 1 to 64 letters, digits, dots, hyphens or underscores' });

/** One entry of `upstream.resolve`, from its key and value. */
export function resolveEntry(key: string, value: string): ResolveEntry | string {
  const match = /^(.*):([0-9]+)$/s.exec(key);
  const host = parseHostPattern(match?.[1] ?? key);
  if (!host.ok) return HOST_PROBLEMS[host.problem];
  const number = Number(match?.[2]);
  if (!port.safeParse(number).success) return 'the key names host and port: "api.example.com:443"';
  const target = parseAuthority(value, 'https', { defaultPort: null });
  if (!target.ok || target.target.ipFamily === null) {
    return 'the value is an IP address and a port: "127.0.0.1:9443" or "[::1]:9443"';
  }
  return {
    host: host.pattern,
    port: number,
    address: target.target.host,
    addressPort: target.target.port,
  };
}
