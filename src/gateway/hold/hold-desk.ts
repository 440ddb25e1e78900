import type { Socket } from 'node:net';
import type { Destination, HoldId, ValueKey } from '../../core/approval/hold-events.ts';
import type { HoldMachine } from '../../core/approval/hold-machine.ts';
import type { Redactor } from '../../core/approval/token-proposal.ts';
import type { Finding } from '../../core/detect/finding.ts';
import type { SafePredicate } from '../../core/detect/scan-result.ts';
import type { CanonicalRequest } from '../../core/http/request.ts';
import { destinationOf } from '../../core/http/target.ts';
import type { Judgement } from '../../core/judge.ts';
import type { Refusal } from '../../core/policy/refusal.ts';
import type { Clock } from '../clock.ts';
import type { PolicyHolder } from '../policy.ts';
import { heldBytes, holdIdOf, type ProposalInput, tokenProposal, waiterOf } from './candidate.ts';
import { ContextBook } from './context-book.ts';
import type { EvidenceBook } from './evidence-book.ts';
import type { HoldRuntime, HoldVerdict, Rejudgement, Sight } from './hold-runtime.ts';

export interface Submission {
  readonly id: string;
  readonly request: CanonicalRequest;
  readonly socket: Socket;
  readonly sight: Sight;
  readonly rejudge: () => Judgement;
}

export interface HoldDeskOptions {
  readonly machine: HoldMachine;
  readonly runtime: HoldRuntime;
  readonly keyOf: (finding: Pick<Finding, 'matched' | 'decodedVia'>) => ValueKey;
  readonly evidence: EvidenceBook;
  readonly policy: PolicyHolder;
  /** Empty: unwired. */
  readonly bottle: string;
  readonly clock: Clock;
}

/** Where an exchange brings a request that has something to ask for; knows what to tell people of it. */
export class HoldDesk {
  readonly #options: HoldDeskOptions;

  constructor(options: HoldDeskOptions) {
    this.#options = options;
  }

  safePredicate(destination: Destination): SafePredicate {
    const { machine, keyOf, clock } = this.#options;
    return (finding) => machine.isSafe(keyOf(finding), destination, clock.monotonic());
  }

  /** A request that has nothing to ask for. */
  passed(destination: Destination): void {
    this.#options.machine.passed(destination);
  }

  /** A message that cannot wait: null where it may leave now (S12). */
  admit(id: string, destination: Destination, sight: Sight): Refusal | null {
    const verdict = this.#options.runtime.decideNow({ id: holdIdOf(id), destination, sight });
    if (verdict.kind === 'release') return null;
    if (verdict.kind === 'refuse') return verdict.refusal;
    return { code: 'not_fully_inspected', outcome: null, detector: null, proposal: null };
  }

  /** Waits for the verdict, or for the client to leave. */
  async submit(submission: Submission): Promise<HoldVerdict> {
    const { runtime, policy, clock } = this.#options;
    const { request, socket, sight } = submission;
    if (socket.destroyed) return { kind: 'gone' };
    const id: HoldId = holdIdOf(submission.id);
    const contexts = new ContextBook(request);
    let seen = sight.findings;
    const onClose = (): void => runtime.clientGone(id);
    socket.once('close', onClose);
    const verdict = await runtime.submit({
      id,
      destination: destinationOf(request.target),
      bytes: heldBytes(request),
      waiter: waiterOf(request, policy.current, clock.wall()),
      sight,
      rejudge: () => {
        const again = rejudgementOf(submission.rejudge());
        if (again.kind === 'scanned') seen = again.findings;
        return again;
      },
      describe: (proposal, key, finding, expiresAt) => {
        const { scanner } = policy.current;
        const redactor: Redactor = {
          redact: (text) => scanner.redact(text),
          strikes: (text, hit) => scanner.strikes(text, hit),
          contextOf: () => contexts.of(finding, seen, scanner),
        };
        return this.#describe({ id: proposal, key, finding, request, expiresAt, redactor });
      },
    });
    socket.off('close', onClose);
    return verdict;
  }

  #describe(
    asked: Pick<ProposalInput, 'id' | 'key' | 'finding' | 'request' | 'expiresAt' | 'redactor'>,
  ): ReturnType<typeof tokenProposal> {
    const { machine, evidence, policy, bottle, clock } = this.#options;
    const { key, finding, request } = asked;
    const destination = destinationOf(request.target);
    const seen = machine.seen(key, destination);
    const isNewDestination = machine.isNewDestination(destination);
    evidence.note(key, finding);
    return tokenProposal({ ...asked, bottle, seen, isNewDestination, policy: policy.current, clock });
  }
}

function rejudgementOf(judgement: Judgement): Rejudgement {
  if (judgement.kind === 'refused') return { kind: 'refused', code: judgement.code };
  return { kind: 'scanned', findings: judgement.findings, excused: judgement.excused };
}
