import { useEffect, useRef, useState } from 'preact/hooks';
import type { Response as Answer, ResponseStatus } from '../../../src/core/approval/response.ts';
import type { DecisionWire, DetailWire } from '../../../src/operator/web/wire.ts';
import { evidenceOf } from '../../../src/supervisor/token-evidence.ts';
import { call } from '../api/client.ts';
import { focusMoved, mayAct } from '../frame/quiet.ts';
import type { Entry } from '../live/queue-state.ts';
import { isConfigTool, patienceOf, titleOf, toolName } from '../queue/describe.ts';
import { ago, clock, spell } from '../text/time.ts';
import { Quoted, Visible, visibleText } from '../text/visible.tsx';
import { DecisionForm } from './decision-form.tsx';
import { DiffView } from './diff-view.tsx';
import { Evidence, Fact } from './evidence.tsx';

export type Answering = { readonly answer: ResponseStatus; readonly focus: 'reason' | 'scope' } | null;

/** Somebody else was first, or it ended by itself. */
export interface Ended {
  readonly decision: Answer | null;
  readonly text: string;
}

export interface DetailProps {
  readonly entry: Entry;
  readonly now: number;
  readonly allowedHosts: readonly string[] | null;
  readonly answering: Answering;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly ended: Ended | null;
  readonly onAnswer: (answering: Answering) => void;
  readonly onDecide: (decision: DecisionWire) => void;
  readonly onClose: () => void;
}

/** One proposal: what leaves and to whom first, what an agent may have written last, the answer at the foot. */
export function Detail(props: DetailProps) {
  const { entry, now, answering } = props;
  const { item, closed } = entry;
  const { proposal } = item;
  const head = useRef<HTMLHeadingElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const isConfig = isConfigTool(proposal.tool);
  useEffect(() => {
    focusMoved();
    head.current?.focus({ preventScroll: true });
    setDraft(null);
    setCurrent(null);
    if (!isConfig) return;
    let over = false;
    call<DetailWire>('GET', `/api/proposals/${proposal.id}`).then(
      (detail) => !over && detail.open && setCurrent(detail.current_file),
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [proposal.id, isConfig]);
  const isOver = closed !== null || props.ended !== null || item.answered;
  const patience = patienceOf(item, now);
  const isReserved = evidenceOf(proposal).approvable === false;
  const modifying = answering?.answer === 'modified';
  return (
    <article class="detail" aria-labelledby="detail-title">
      <header class="detail-head">
        <button type="button" class="back" onClick={props.onClose}>
          ← Queue
        </button>
        <div class="detail-line">
          <span class="tag">{toolName(proposal.tool)}</span>
          <span class={`patience patience-${isOver ? 'none' : patience.urgency}`}>
            {isOver ? 'closed' : patience.text}
          </span>
        </div>
        <h2 id="detail-title" ref={head} tabIndex={-1}>
          <Visible text={titleOf(proposal)} />
        </h2>
      </header>
      {isOver ? <Over entry={entry} ended={props.ended} /> : null}
      <div class="detail-body">
        {proposal.tool === 'egress-token-allow' ? <Evidence proposal={proposal} /> : null}
        <Waiting entry={entry} now={now} />
        {isConfig ? (
          <section>
            <h3>{current === null ? 'What it adds' : 'What it changes'}</h3>
            <DiffView
              before={current ?? ''}
              after={modifying && draft !== null ? draft : proposal.proposed_file}
              label="Proposed change"
            />
          </section>
        ) : (
          <section>
            <h3>Payload</h3>
            <Quoted text={proposal.proposed_file} label="Payload" />
          </section>
        )}
        {proposal.tool === 'egress-token-allow' ? null : (
          <section>
            <h3>The agent says</h3>
            <Quoted
              text={proposal.justification === '' ? '(nothing)' : proposal.justification}
              label="The agent says"
            />
          </section>
        )}
        <dl class="evidence evidence-small">
          <Fact name="Bottle">
            <Visible text={proposal.bottle_slug} />
          </Fact>
          <Fact name="Asked">
            {clock(proposal.created_at)} ({ago(proposal.created_at, now)})
          </Fact>
          <Fact name="Answerable for">{spell(Date.parse(proposal.expires_at) - now)} more</Fact>
          <Fact name="Proposal">
            <span class="mono">
              <Visible text={proposal.id} />
            </span>
          </Fact>
          <Fact name="Digest">
            <span class="mono break">{item.digest}</span>
          </Fact>
        </dl>
      </div>
      {isOver ? null : (
        <footer class="detail-foot">
          {modifying ? (
            <label class="editor">
              <span>Your version</span>
              <textarea
                id="final-file"
                spellcheck={false}
                rows={10}
                value={draft ?? proposal.proposed_file}
                onInput={(event) => setDraft(event.currentTarget.value)}
              />
            </label>
          ) : null}
          {answering === null ? (
            <div class="buttons" role="group" aria-label="Answer">
              <button
                type="button"
                class="button primary"
                disabled={isReserved}
                onClick={(event) => mayAct(event) && props.onAnswer({ answer: 'approved', focus: 'reason' })}
              >
                Approve… <kbd>a</kbd>
              </button>
              <button
                type="button"
                class="button danger"
                onClick={(event) => mayAct(event) && props.onAnswer({ answer: 'rejected', focus: 'reason' })}
              >
                Reject… <kbd>r</kbd>
              </button>
              {isConfig ? (
                <button
                  type="button"
                  class="button"
                  onClick={(event) =>
                    mayAct(event) && props.onAnswer({ answer: 'modified', focus: 'reason' })
                  }
                >
                  Modify… <kbd>m</kbd>
                </button>
              ) : null}
              {isReserved ? <span class="muted">The configuration lets nobody approve this one.</span> : null}
            </div>
          ) : (
            <DecisionForm
              key={`${proposal.id} ${answering.answer}`}
              item={item}
              answer={answering.answer}
              focus={answering.focus}
              allowedHosts={props.allowedHosts}
              finalFile={modifying ? (draft ?? proposal.proposed_file) : null}
              busy={props.busy}
              problem={props.problem}
              onDecide={props.onDecide}
              onCancel={() => props.onAnswer(null)}
            />
          )}
        </footer>
      )}
    </article>
  );
}

function Over({ entry, ended }: { readonly entry: Entry; readonly ended: Ended | null }) {
  const { closed } = entry;
  const decision = ended?.decision ?? null;
  const text =
    ended?.text ??
    (closed === null
      ? 'An answer lies there already.'
      : `It is closed: ${closed.status ?? closed.reason ?? 'without an answer'}.`);
  return (
    <div class="over" role="status">
      <strong>{text}</strong>
      {decision === null ? null : (
        <span>
          {' '}
          <Visible text={decision.status} /> by <Visible text={decision.decided_by ?? 'somebody unnamed'} />
          {decision.decided_at === undefined ? '' : `, ${visibleText(clock(decision.decided_at))}`}
          {decision.notes.trim() === '' ? '' : ': '}
          <Visible text={decision.notes} />
        </span>
      )}
    </div>
  );
}

const SHOWN_WAITERS = 6;

function Waiting({ entry, now }: { readonly entry: Entry; readonly now: number }) {
  const { state } = entry.item;
  if (state === null) return null;
  const { waiters, requests } = state;
  return (
    <section>
      <h3>
        Waiting{' '}
        <span class="muted">
          ({waiters.length} now, {requests} so far)
        </span>
      </h3>
      {waiters.length === 0 ? (
        <p class="muted">Nobody waits at the moment. An approval lets the retry through.</p>
      ) : (
        <ul class="waiters">
          {waiters.slice(0, SHOWN_WAITERS).map((waiter, index) => (
            <li key={index}>
              <span class="mono">
                <Visible text={waiter.client} />
              </span>
              <span class="muted">for {spell(now - Date.parse(waiter.since))}</span>
              <span>
                {waiter.gives_up_at === null
                  ? 'waits on'
                  : `gives up in ${spell(Date.parse(waiter.gives_up_at) - now)}`}
              </span>
            </li>
          ))}
          {waiters.length > SHOWN_WAITERS ? (
            <li class="muted">and {waiters.length - SHOWN_WAITERS} more</li>
          ) : null}
        </ul>
      )}
    </section>
  );
}
