import { findCrlf } from './detect/crlf.ts';
import type { Detector, Finding } from './detect/finding.ts';
import type { MessageWindow } from './detect/message-window.ts';
import type { SafePredicate, ScanResult } from './detect/scan-result.ts';
import type { CanonicalRequest, RequestHead } from './http/request.ts';
import type { Route } from './policy/config.ts';
import { decide } from './policy/decide.ts';
import type { BlockCode } from './policy/refusal.ts';

/** What the judgement needs of detection. */
export interface RequestScanner {
  scan(request: CanonicalRequest, detectors: ReadonlySet<Detector>, isSafe: SafePredicate): ScanResult;
}

/** What the judgement of a conversation's messages needs of it. */
export interface MessageScanner {
  scanMessage(
    message: Buffer,
    before: MessageWindow,
    detectors: ReadonlySet<Detector>,
    isSafe: SafePredicate,
  ): ScanResult;
}

export interface Rules {
  readonly routes: readonly Route[];
  readonly scanner: RequestScanner;
}

export interface Refused {
  readonly kind: 'refused';
  readonly code: BlockCode;
  readonly detector: 'crlf' | null;
}

/** The route that lets a request pass, with its place in the configuration. */
interface Routed {
  readonly route: Route;
  readonly index: number;
}

export type HeadJudgement = ({ readonly kind: 'allowed' } & Routed) | Refused;

/** `findings`: what nobody approved; a request without any may leave. `excused`: what passed because it is safe. */
export type Judgement =
  | ({
      readonly kind: 'scanned';
      readonly findings: readonly Finding[];
      readonly excused: readonly Finding[];
    } & Routed)
  | Refused;

/** What can be said before the body is read: the routes' verdict, and line breaks injected into target or headers (S4). */
export function judgeHead(routes: readonly Route[], head: RequestHead): HeadJudgement {
  const decision = decide(routes, head);
  if (!decision.allowed) return { kind: 'refused', code: decision.code, detector: null };
  const { route, index } = decision;
  if (route.dlp.outboundDetectors.includes('crlf') && findCrlf(head) !== null) {
    return { kind: 'refused', code: 'crlf_injection', detector: 'crlf' };
  }
  return { kind: 'allowed', route, index };
}

/**
 * The whole verdict on a whole request, by the rules of this moment: the same for the first judgement and for the one
 * before a held request is sent (I5). Anything that was not inspected to its end is refused (I3).
 */
export function judge(rules: Rules, request: CanonicalRequest, isSafe: SafePredicate): Judgement {
  const head = judgeHead(rules.routes, request);
  if (head.kind === 'refused') return head;
  const { route, index } = head;
  const detectors = detectorsOf(route);
  if (detectors.size === 0) return { kind: 'scanned', route, index, findings: [], excused: [] };
  const { verdict, findings, excused } = rules.scanner.scan(request, detectors, isSafe);
  if (verdict !== 'complete') return { kind: 'refused', code: verdict, detector: null };
  return { kind: 'scanned', route, index, findings, excused };
}

function detectorsOf(route: Route): ReadonlySet<Detector> {
  const detectors = new Set<Detector>();
  for (const name of route.dlp.outboundDetectors) if (name !== 'crlf') detectors.add(name);
  return detectors;
}

/**
 * The verdict on one message of a conversation that `head` has opened, by the rules of this moment: whether the route
 * still stands, and what is in the message and in its joins with those before it.
 */
export function judgeMessage(
  rules: { readonly routes: readonly Route[]; readonly scanner: MessageScanner },
  head: RequestHead,
  message: Buffer,
  before: MessageWindow,
  isSafe: SafePredicate,
): Judgement {
  const decision = decide(rules.routes, head);
  if (!decision.allowed) return { kind: 'refused', code: decision.code, detector: null };
  const { route, index } = decision;
  const { verdict, findings, excused } = rules.scanner.scanMessage(
    message,
    before,
    detectorsOf(route),
    isSafe,
  );
  if (verdict !== 'complete') return { kind: 'refused', code: verdict, detector: null };
  return { kind: 'scanned', route, index, findings, excused };
}
