import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import { InboundInspector } from '../../core/detect/inbound/inspector.ts';
import type { CanonicalRequest, HeaderField } from '../../core/http/request.ts';
import type { Route } from '../../core/policy/config.ts';
import type { Clock } from '../clock.ts';
import type { Dialer, DialResult } from '../forward/dialer.ts';
import { upstreamRequest } from '../forward/upstream-request.ts';
import { flatHeaders } from '../header-fields.ts';
import type { HoldDesk } from '../hold/hold-desk.ts';
import type { EarlyWatch } from '../listener/early-watch.ts';
import type { Log } from '../log-entry.ts';
import type { PolicyHolder } from '../policy.ts';
import { acceptClient } from './client-handshake.ts';
import { CLOSE } from './close-codes.ts';
import { Conversation } from './conversation.ts';
import { endpointOptions } from './limits.ts';
import { MessageGate } from './message-gate.ts';
import { openUpstream, type UpstreamAnswer } from './upstream-handshake.ts';

export interface WebSocketsOptions {
  readonly dialer: Dialer;
  readonly policy: PolicyHolder;
  readonly holds: HoldDesk;
  readonly clock: Clock;
  readonly log: Log;
}

/** A handshake that was judged and may leave. */
export interface Opening {
  readonly id: string;
  readonly canonical: CanonicalRequest;
  readonly route: Route;
  readonly protocols: readonly string[];
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly watch: EarlyWatch;
}

/** All WebSocket conversations of the gateway. */
export class WebSockets {
  readonly #options: WebSocketsOptions;
  readonly #open = new Set<Conversation>();
  #stopping = false;

  constructor(options: WebSocketsOptions) {
    this.#options = options;
  }

  /** Carries one conversation from its handshake to its end. */
  async run(opening: Opening): Promise<DialResult> {
    const { canonical, response } = opening;
    const connected = await this.#options.dialer.connect(canonical.target);
    if (connected.kind !== 'connected') return connected;
    const { socket } = connected;
    if (response.destroyed || response.socket?.destroyed !== false) {
      socket.destroy();
      return { kind: 'client_gone' };
    }
    const left = new AbortController();
    const onClose = (): void => left.abort();
    response.once('close', onClose);
    try {
      const answer = await openUpstream({
        socket,
        request: upstreamRequest(canonical, opening.route.auth),
        protocols: opening.protocols,
        options: endpointOptions(this.#options.policy.current),
        clock: this.#options.clock,
        signal: left.signal,
      });
      response.off('close', onClose);
      if (left.signal.aborted) return { kind: 'client_gone' };
      if (answer.kind !== 'fault' && fieldsInstruct(opening.route, answer.fields)) return BLOCKED;
      if (answer.kind === 'open') return await this.#converse(opening, answer);
      return answer.kind === 'declined' ? declined(response, answer) : answer;
    } finally {
      socket.destroy();
    }
  }

  /** After the routes changed. */
  recheck(): void {
    for (const conversation of [...this.#open]) conversation.recheck();
  }

  /** Both sides of each are told; whatever opens from now on closes at once. */
  close(): void {
    this.#stopping = true;
    for (const conversation of [...this.#open]) conversation.close(CLOSE.goingAway);
  }

  destroy(): void {
    this.#stopping = true;
    for (const conversation of [...this.#open]) conversation.terminate();
  }

  async #converse(
    opening: Opening,
    { websocket: upstream, ...accepted }: Extract<UpstreamAnswer, { kind: 'open' }>,
  ): Promise<DialResult> {
    const { id, canonical, request, response, watch } = opening;
    const { policy, holds, log } = this.#options;
    const { socket } = request;
    watch.end();
    response.detachSocket(socket);
    const gate = new MessageGate({ id, head: canonical, policy, holds, log });
    const client = acceptClient(request, socket, accepted, endpointOptions(policy.current));
    if (client === null) return { kind: 'client_gone' };
    const conversation = new Conversation(client, upstream, gate);
    this.#open.add(conversation);
    const ended = conversation.run();
    if (this.#stopping) conversation.close(CLOSE.goingAway);
    else conversation.recheck();
    const { closeCode, refusal, messagesOut, messagesIn, bytesOut, bytesIn } = await ended;
    this.#open.delete(conversation);
    log({
      event: 'websocket_closed',
      level: refusal === null ? 'info' : 'warn',
      exchange: id,
      close_code: closeCode,
      code: refusal?.code ?? null,
      detector: refusal?.detector ?? null,
      messages_out: messagesOut,
      messages_in: messagesIn,
      bytes_out: bytesOut,
      bytes_in: bytesIn,
    });
    return { kind: 'done', status: 101, bytes: bytesIn };
  }
}

/** An ordinary answer to a handshake: its status and fields say all; its body is not read. */
function declined(
  response: ServerResponse,
  { status, fields }: Extract<UpstreamAnswer, { kind: 'declined' }>,
): DialResult {
  try {
    response.writeHead(status, STATUS_CODES[status] ?? '', flatHeaders([...fields, NO_BODY]));
  } catch {
    return { kind: 'fault', code: 'protocol' };
  }
  response.end();
  return { kind: 'done', status, bytes: 0 };
}

const NO_BODY = { name: 'content-length', value: '0' };

/** Header values too may be read out to a model; as with ordinary answers. */
function fieldsInstruct({ dlp }: Route, fields: readonly HeaderField[]): boolean {
  if (dlp.inboundDetectors.length === 0) return false;
  const inspector = new InboundInspector({ format: 'plain', utf16: null });
  const text = fields.map(({ value }) => value).join('\n\n');
  return inspector.push(Buffer.from(text, 'latin1')) || inspector.end();
}

const BLOCKED: DialResult = {
  kind: 'blocked',
  code: 'prompt_injection',
  begun: false,
  status: 403,
  bytes: 0,
};
