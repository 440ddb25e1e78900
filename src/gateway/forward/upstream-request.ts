import { endToEndHeaders } from '../../core/http/hop-by-hop.ts';
import type { CanonicalRequest } from '../../core/http/request.ts';
import { hostHeaderOf } from '../../core/http/target.ts';
import type { RouteAuth } from '../../core/policy/config.ts';
import { flatHeaders } from '../header-fields.ts';
import { inspectableFields } from './inspectable-fields.ts';
import type { InboundSettings, UpstreamRequest } from './relay.ts';

/**
 * What leaves, made from the frozen request alone: Host from the canonical target, the length from the body that was
 * scanned, end-to-end fields as they came, no trailers. The route's credential takes the place of whatever the bottle
 * put into that field; it is added here, after every scan, because it is no finding.
 */
export function upstreamRequest(
  request: CanonicalRequest,
  auth: RouteAuth | null,
  inspect: InboundSettings | null = null,
): UpstreamRequest {
  const endToEnd = endToEndHeaders(request.headers, 'request');
  const fields = (inspect === null ? endToEnd : inspectableFields(endToEnd)).filter(
    ({ name }) => auth === null || name.toLowerCase() !== auth.header,
  );
  const headers = ['host', hostHeaderOf(request.target), ...flatHeaders(fields)];
  if (auth !== null) headers.push(auth.header, auth.value);
  return { method: request.method, path: request.path, headers, body: request.body, inspect };
}
