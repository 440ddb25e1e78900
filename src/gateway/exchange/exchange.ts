import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SafePredicate } from '../../core/detect/scan-result.ts';
import { codeOf } from '../../core/error-code.ts';
import type { CanonicalRequest, RequestHead } from '../../core/http/request.ts';
import { destinationOf } from '../../core/http/target.ts';
import { type Judgement, judge, judgeHead } from '../../core/judge.ts';
import type { Route } from '../../core/policy/config.ts';
import type { Clock } from '../clock.ts';
import type { Dialer } from '../forward/dialer.ts';
import type { InboundSettings } from '../forward/relay.ts';
import { upstreamRequest } from '../forward/upstream-request.ts';
import type { HoldDesk } from '../hold/hold-desk.ts';
import type { Connection } from '../listener/connection.ts';
import type { EarlyWatch } from '../listener/early-watch.ts';
import type { Log } from '../log-entry.ts';
import type { Policy, PolicyHolder } from '../policy.ts';
import type { WebSockets } from '../websocket/websockets.ts';
import { writeAnswer } from './answer.ts';
import type { BodyMemory, BodyShare } from './body-memory.ts';
import { exchangeEntry, type Facts } from './exchange-entry.ts';
import { handshakeOf, type Opened } from './handshake-of.ts';
import { answerTo, type ExchangeOutcome, refused } from './outcome.ts';
import { announcesBody, announcesTooMuch, readBody } from './read-body.ts';
import { receive } from './receive.ts';

export interface ExchangeContext {
  readonly policy: PolicyHolder;
  readonly holds: HoldDesk;
  readonly dialer: Dialer;
  readonly websockets: WebSockets;
  readonly bodies: BodyMemory;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Incoming {
  readonly id: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: Connection;
  /** The client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  /** Set where the client asks for WebSocket and its connection has no parser any more. */
  readonly upgrade: EarlyWatch | null;
}

/**
 * One request's way: canonical target → routes → body → scan → [hold → rescan] → dial → forward. Each step either
 * hands on or ends the exchange; nothing that a step has read is read again.
 */
export class Exchange {
  readonly #context: ExchangeContext;
  readonly #incoming: Incoming;
  readonly #startedAt: number;
  readonly #share: BodyShare;
  readonly #facts: Facts = { head: null, routeIndex: null, bytesIn: 0, heldMs: 0 };

  constructor(context: ExchangeContext, incoming: Incoming) {
    this.#context = context;
    this.#incoming = incoming;
    this.#startedAt = context.clock.monotonic();
    this.#share = context.bodies.share();
  }

  async run(): Promise<void> {
    const outcome = await this.#outcome();
    this.#share.set(0);
    this.#answer(outcome);
    this.#log(outcome);
  }

  async #outcome(): Promise<ExchangeOutcome> {
    try {
      return await this.#judgeHead();
    } catch (error) {
      const code = codeOf(error);
      this.#context.log({ event: 'internal_fault', level: 'error', where: 'exchange', code });
      return refused('not_fully_inspected');
    }
  }

  async #judgeHead(): Promise<ExchangeOutcome> {
    const { request, connection } = this.#incoming;
    const received = receive(request, connection.tunnel);
    if (!received.ok) return { result: 'malformed', status: received.status, problem: received.problem };
    this.#facts.head = received.head;
    const judgement = judgeHead(this.#context.policy.current.config.routes, received.head);
    if (judgement.kind === 'refused') return refused(judgement.code, judgement.detector);
    this.#facts.routeIndex = judgement.index;
    const handshake = handshakeOf(this.#incoming, received.head);
    if (handshake === null) return this.#readBody(received.head);
    if (!handshake.ok) return { result: 'malformed', status: handshake.status, problem: handshake.problem };
    return this.#judge({ ...received.head, body: Buffer.alloc(0), trailers: [] }, handshake);
  }

  async #readBody(head: RequestHead): Promise<ExchangeOutcome> {
    const { request, response, expectsContinue } = this.#incoming;
    const { limits } = this.#context.policy.current.config;
    const limit = Math.min(limits.bufferBytes, limits.bodyBytes);
    if (announcesTooMuch(request, limit)) return refused('body_too_large');
    if (expectsContinue) response.writeContinue();
    const read = await readBody(request, limit, this.#share);
    if (read.kind === 'gone') return { result: 'client_gone' };
    if (read.kind === 'too_large') return refused('body_too_large');
    if (read.kind === 'no_room') return refused('not_fully_inspected');
    this.#facts.bytesIn = read.body.length;
    return this.#judge({ ...head, body: read.body, trailers: read.trailers });
  }

  async #judge(request: CanonicalRequest, opening: Opened | null = null): Promise<ExchangeOutcome> {
    const first = this.#scan(request);
    if (first.kind === 'refused') return refused(first.code, first.detector);
    let { route } = first;
    if (first.findings.length > 0 || first.excused.length > 0) {
      const from = this.#context.clock.monotonic();
      this.#share.set(0);
      const verdict = await this.#context.holds.submit({
        id: this.#incoming.id,
        request,
        socket: this.#incoming.request.socket,
        sight: first,
        rejudge: () => {
          const again = this.#scan(request);
          if (again.kind === 'scanned') route = again.route;
          return again;
        },
      });
      this.#share.set(request.body.length);
      this.#facts.heldMs = this.#context.clock.monotonic() - from;
      if (verdict.kind === 'gone') return { result: 'client_gone' };
      if (verdict.kind === 'refuse') return { result: 'refused', refusal: verdict.refusal };
    } else this.#context.holds.passed(destinationOf(request.target));
    return this.#forward(request, route, opening);
  }

  #scan(request: CanonicalRequest): Judgement {
    const { policy, holds } = this.#context;
    const { config, scanner }: Policy = policy.current;
    const isSafe: SafePredicate = holds.safePredicate(destinationOf(request.target));
    return judge({ routes: config.routes, scanner }, request, isSafe);
  }

  async #forward(request: CanonicalRequest, route: Route, opening: Opened | null): Promise<ExchangeOutcome> {
    const { response } = this.#incoming;
    // I5: the client is still there (`writable` stays true after it left).
    if (response.destroyed || this.#incoming.request.socket.destroyed) return { result: 'client_gone' };
    const result =
      opening === null
        ? await this.#context.dialer.send(
            request.target,
            upstreamRequest(request, route.auth, this.#inspection(route)),
            response,
          )
        : await this.#context.websockets.run({ ...this.#incoming, ...opening, canonical: request, route });
    switch (result.kind) {
      case 'done':
        return { result: 'forwarded', status: result.status, bytes: result.bytes };
      case 'refused':
        return refused(result.code);
      case 'fault':
        return { result: 'fault', code: result.code };
      case 'blocked':
        if (!result.begun) return refused(result.code, 'prompt_injection');
        return { result: 'cut', code: result.code, status: result.status, bytes: result.bytes };
      case 'client_gone':
        return { result: 'client_gone' };
    }
  }

  #inspection({ dlp }: Route): InboundSettings | null {
    const { decodedBytes } = this.#context.policy.current.config.limits;
    return dlp.inboundDetectors.includes('prompt_injection') ? { decodedBytes } : null;
  }

  #answer(outcome: ExchangeOutcome): void {
    const { request, response, connection, upgrade } = this.#incoming;
    const answer = answerTo(outcome);
    if (answer === null) {
      if (outcome.result === 'client_gone') response.destroy();
      return;
    }
    // What is malformed may be the beginning of something else; and a body that nobody reads ends the connection too.
    const unread = upgrade === null && announcesBody(request) && !request.complete;
    const close = upgrade === null && (outcome.result === 'malformed' || unread);
    if (close) connection.end();
    writeAnswer(request, response, { ...answer, close });
  }

  #log(outcome: ExchangeOutcome): void {
    const { log, clock, policy } = this.#context;
    const totalMs = clock.monotonic() - this.#startedAt;
    log(exchangeEntry(this.#incoming.id, this.#facts, outcome, totalMs, policy.current.scanner));
  }
}
