import { InboundInspector } from '../../core/detect/inbound/inspector.ts';
import { type MessageWindow, NO_MESSAGES } from '../../core/detect/message-window.ts';
import { codeOf } from '../../core/error-code.ts';
import type { RequestHead } from '../../core/http/request.ts';
import { destinationOf } from '../../core/http/target.ts';
import { judgeMessage } from '../../core/judge.ts';
import { decide } from '../../core/policy/decide.ts';
import type { Refusal } from '../../core/policy/refusal.ts';
import type { HoldDesk } from '../hold/hold-desk.ts';
import type { Log } from '../log-entry.ts';
import type { PolicyHolder } from '../policy.ts';

export interface MessageGateOptions {
  /** Of the exchange. */
  readonly id: string;
  /** What opened the conversation, as it was judged. */
  readonly head: RequestHead;
  readonly policy: PolicyHolder;
  readonly holds: HoldDesk;
  readonly log: Log;
}

/** `control`: the payload of a ping or pong, or the reason of a close. */
export type PayloadKind = 'data' | 'control';

/**
 * What a client's message must pass before any frame of it leaves: the routes, the detectors and the safe tokens of this
 * moment. Data and control payloads are remembered apart, so that pings between them hide no split.
 */
export class MessageGate {
  readonly #options: MessageGateOptions;
  readonly #before: Record<PayloadKind, MessageWindow> = { data: NO_MESSAGES, control: NO_MESSAGES };
  #count = 0;

  constructor(options: MessageGateOptions) {
    this.#options = options;
  }

  /** Null: it may leave, now. A refusal is final: nobody is asked (S12). */
  check(payload: Buffer, kind: PayloadKind): Refusal | null {
    try {
      return this.#judge(payload, kind);
    } catch (error) {
      this.#options.log({ event: 'internal_fault', level: 'error', where: 'websocket', code: codeOf(error) });
      return plain('not_fully_inspected');
    }
  }

  /** What the upstream sends: each message is looked through by itself, where the route says so. Null: it may pass. */
  checkInbound(message: Buffer): Refusal | null {
    const decision = decide(this.#options.policy.current.config.routes, this.#options.head);
    if (!decision.allowed) return plain(decision.code);
    if (decision.route.dlp.inboundDetectors.length === 0) return null;
    try {
      return instructs(message) ? { ...plain('prompt_injection'), detector: 'prompt_injection' } : null;
    } catch (error) {
      this.#options.log({ event: 'internal_fault', level: 'error', where: 'websocket', code: codeOf(error) });
      return plain('not_fully_inspected');
    }
  }

  /** Do the routes still let the conversation be? */
  standing(): Refusal | null {
    const decision = decide(this.#options.policy.current.config.routes, this.#options.head);
    return decision.allowed ? null : plain(decision.code);
  }

  #judge(payload: Buffer, kind: PayloadKind): Refusal | null {
    const { id, head, policy, holds } = this.#options;
    const { config, scanner } = policy.current;
    const destination = destinationOf(head.target);
    const before = this.#before[kind];
    const isSafe = holds.safePredicate(destination);
    const judgement = judgeMessage({ routes: config.routes, scanner }, head, payload, before, isSafe);
    if (judgement.kind === 'refused') return plain(judgement.code);
    this.#before[kind] = scanner.remember(before, payload);
    if (judgement.findings.length === 0 && judgement.excused.length === 0) return null;
    this.#count += 1;
    return holds.admit(`${id}.${this.#count}`, destination, judgement);
  }
}

function plain(code: Refusal['code']): Refusal {
  return { code, outcome: null, detector: null, proposal: null };
}

/** As JSON, or as the text that it is. */
function instructs(message: Buffer): boolean {
  const first = message.toString('latin1', 0, 64).trimStart()[0];
  const format = first === '{' || first === '[' ? 'json' : 'plain';
  const inspector = new InboundInspector({ format, utf16: null });
  return inspector.push(message) || inspector.end();
}
