import { isToken } from './token.ts';

/** Why a message is refused before it is read as a request: a stable word for clients and logs, nothing of the message. */
export type FramingCode =
  | 'http_version'
  | 'too_many_fields'
  | 'method_not_served'
  | 'bad_method'
  | 'bad_header_name'
  | 'bad_header_value'
  | 'host_missing'
  | 'host_repeated'
  | 'length_and_coding'
  | 'length_repeated'
  | 'bad_length'
  | 'connect_with_body'
  | 'coding_repeated'
  | 'coding_in_http_1_0'
  | 'coding_not_chunked'
  | 'expectation_unknown';

export interface FramingProblem {
  readonly status: 400 | 405 | 417 | 431 | 501;
  readonly problem: FramingCode;
}

export interface FramingInput {
  /** As Node gives it: `1.1`. */
  readonly httpVersion: string;
  readonly method: string;
  /** As Node gives them: name, value, name, value. */
  readonly rawHeaders: readonly string[];
}

/** More header fields than that no honest client sends (F16). */
const MAX_FIELDS = 200;

/**
 * What Node's strict parser lets through and a gateway must not (F1–F6, F12, F13, F15, F16, F18): a message that two
 * servers may cut at different places, or that asks for more than one plain exchange. The repeats of the parser's own
 * checks cost little and hold if its leniency ever changes.
 */
export function checkFraming(input: FramingInput): FramingProblem | null {
  const { httpVersion, method, rawHeaders } = input;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return bad('http_version');
  if (rawHeaders.length > MAX_FIELDS * 2) return { status: 431, problem: 'too_many_fields' };
  if (!isToken(method)) return bad('bad_method');
  if (method === 'TRACE' || method === 'PRI') return { status: 405, problem: 'method_not_served' };
  const syntax = checkFields(rawHeaders);
  if (syntax !== null) return syntax;
  const values = (name: string): readonly string[] => valuesOf(rawHeaders, name);
  return (
    checkHost(method, values('host')) ??
    checkLength(method, values('content-length'), values('transfer-encoding')) ??
    checkTransferEncoding(httpVersion, values('transfer-encoding')) ??
    checkExpect(values('expect'))
  );
}

function checkFields(rawHeaders: readonly string[]): FramingProblem | null {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!isToken(rawHeaders[i] ?? '')) return bad('bad_header_name');
    // RFC 9110, 5.5: no controls but the tab.
    if (/[\0-\x08\x0a-\x1f\x7f]/.test(rawHeaders[i + 1] ?? '')) {
      return bad('bad_header_value');
    }
  }
  return null;
}

function checkHost(method: string, hosts: readonly string[]): FramingProblem | null {
  // Python's http.client sends its CONNECT without one.
  if (hosts.length === 0 && method !== 'CONNECT') return bad('host_missing');
  return hosts.length > 1 ? bad('host_repeated') : null;
}

function checkLength(
  method: string,
  lengths: readonly string[],
  codings: readonly string[],
): FramingProblem | null {
  if (lengths.length > 0 && codings.length > 0) return bad('length_and_coding');
  if (lengths.length > 1) return bad('length_repeated');
  const [length] = lengths;
  if (length !== undefined && !/^[0-9]{1,15}$/.test(length)) return bad('bad_length');
  if (method === 'CONNECT' && (codings.length > 0 || (length !== undefined && Number(length) > 0))) {
    return bad('connect_with_body');
  }
  return null;
}

/** Only exactly `chunked`, and only in HTTP/1.1 (F4): any other coding hides the body from the scan. */
function checkTransferEncoding(httpVersion: string, codings: readonly string[]): FramingProblem | null {
  if (codings.length === 0) return null;
  if (codings.length > 1) return bad('coding_repeated');
  if (httpVersion !== '1.1') return bad('coding_in_http_1_0');
  if (codings[0]?.toLowerCase() === 'chunked') return null;
  return { status: 501, problem: 'coding_not_chunked' };
}

function checkExpect(values: readonly string[]): FramingProblem | null {
  if (values.length === 0) return null;
  return values.length === 1 && values[0]?.toLowerCase() === '100-continue'
    ? null
    : { status: 417, problem: 'expectation_unknown' };
}

function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  const values: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === name) values.push(rawHeaders[i + 1] ?? '');
  }
  return values;
}

function bad(problem: FramingCode): FramingProblem {
  return { status: 400, problem };
}
