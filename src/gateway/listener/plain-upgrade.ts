import type { IncomingMessage } from 'node:http';
import { asksForWebSocket } from '../../core/policy/decide.ts';
import { headerFields } from '../header-fields.ts';

/** Node 24 asks before it takes a request for an upgrade; earlier ones take each, and {@link withoutUpgrade} undoes it. */
export const ONLY_WEBSOCKET = {
  shouldUpgradeCallback: (request: IncomingMessage): boolean => isWebSocket(request),
};

export function isWebSocket(request: IncomingMessage): boolean {
  return asksForWebSocket(headerFields(request.rawHeaders));
}

/**
 * The head of a request that asked for some other protocol, as an ordinary one (F12): all fields as they came, so that
 * they are judged, but `Connection` without its upgrade. The connection ends with its answer.
 */
export function withoutUpgrade(request: IncomingMessage): Buffer {
  const lines = [`${request.method ?? ''} ${request.url ?? ''} HTTP/${request.httpVersion}`];
  for (const { name, value } of headerFields(request.rawHeaders)) {
    lines.push(`${name}: ${name.toLowerCase() === 'connection' ? withoutToken(value) : value}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`, 'latin1');
}

function withoutToken(value: string): string {
  const options = value.split(',').filter((option) => option.trim().toLowerCase() !== 'upgrade');
  return options.length === 0 ? 'close' : options.join(',');
}
