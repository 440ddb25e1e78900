import { useEffect, useRef, useState } from 'preact/hooks';
import type { ResponseStatus } from '../../../src/core/approval/response.ts';
import type { DecisionWire, OpenWire } from '../../../src/operator/web/wire.ts';
import { coverageOf } from '../../../src/supervisor/coverage.ts';
import { evidenceOf } from '../../../src/supervisor/token-evidence.ts';
import { focusMoved, mayAct } from '../frame/quiet.ts';
import { destinationOf, isConfigTool, needsSecondYes } from '../queue/describe.ts';
import { Visible } from '../text/visible.tsx';
import { ScopeFields, scopeOf, WIDEST } from './scope-fields.tsx';

const REASONS = {
  config: ['needed for this task', 'agreed with the team', 'narrow enough', 'for this run only'],
  approve: ['false positive', 'needed by this request', 'test credential', 'documentation example'],
  reject: ['must not leave', 'wrong destination', 'not needed for this task', 'looks like a leak'],
} as const;

export interface DecisionFormProps {
  readonly item: OpenWire;
  readonly answer: ResponseStatus;
  readonly allowedHosts: readonly string[] | null;
  /** The changed file, where the answer is `modified`. */
  readonly finalFile: string | null;
  readonly focus: 'reason' | 'scope';
  readonly busy: boolean;
  /** What the server said, in our own words. */
  readonly problem: string | null;
  readonly onDecide: (decision: DecisionWire) => void;
  readonly onCancel: () => void;
}

/** A reason, what it opens, and the answer. Nothing is answered by default, and nothing by what was typed too early. */
export function DecisionForm(props: DecisionFormProps) {
  const { item, answer, busy } = props;
  const { proposal } = item;
  const opens = answer !== 'rejected';
  // What was shown when the form was opened is what is answered (Q9).
  const [digest] = useState(item.digest);
  const [notes, setNotes] = useState('');
  const [choice, setChoice] = useState(WIDEST);
  const [fault, setFault] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const reason = useRef<HTMLInputElement>(null);
  const isToken = proposal.tool === 'egress-token-allow';
  const reasons = REASONS[!opens ? 'reject' : isConfigTool(proposal.tool) ? 'config' : 'approve'];
  useEffect(() => {
    focusMoved();
    const scope = props.focus === 'scope' ? document.getElementById('scope-ttl') : null;
    (scope ?? reason.current)?.focus();
    reason.current?.scrollIntoView({ block: 'nearest' });
  }, [props.focus]);

  const scope = isToken && answer === 'approved' ? scopeOf(choice) : undefined;
  const send = (): void =>
    props.onDecide({
      status: answer,
      notes: notes.trim(),
      digest,
      ...(scope === undefined ? {} : { scope }),
      ...(props.finalFile === null ? {} : { final_file: props.finalFile }),
    });
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy || !mayAct(event)) return;
    if (opens && notes.trim() === '') {
      setFault('An approval needs a reason. Write one, or take one of those above.');
      reason.current?.focus();
    } else if (answer === 'approved' && needsSecondYes(proposal)) setAsking(true);
    else send();
  };
  if (asking) return <SecondYes {...props} onYes={send} onNo={() => setAsking(false)} />;
  const problem = fault ?? props.problem;
  return (
    <form
      class={`decision decision-${answer}`}
      aria-label={titles[answer]}
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        // By the time of the key, not of what it sets off: a busy page delivers old keys late.
        if (event.key === 'Enter' && !mayAct(event)) event.preventDefault();
      }}
    >
      <h3>{titles[answer]}</h3>
      {opens ? (
        <p class="coverage">
          <span class="coverage-lead">Opens:</span>{' '}
          <Visible text={coverageOf(proposal, scope, props.allowedHosts)} />.
        </p>
      ) : (
        <p class="coverage">Everyone who waits for it is refused with a 403.</p>
      )}
      {isToken && answer === 'approved' ? (
        <ScopeFields
          choice={choice}
          alwaysHost={evidenceOf(proposal).scope === 'host'}
          onChange={setChoice}
        />
      ) : null}
      <div class="presets" role="group" aria-label="Ready-made reasons">
        {reasons.map((preset, index) => (
          <button
            key={preset}
            type="button"
            class="preset"
            aria-keyshortcuts={`Alt+${index + 1}`}
            onClick={() => {
              setNotes(preset);
              setFault(null);
              reason.current?.focus();
            }}
          >
            {preset} <kbd>Alt {index + 1}</kbd>
          </button>
        ))}
      </div>
      <label class="reason">
        <span>{opens ? 'Reason (required, goes on record)' : 'Reason (goes on record)'}</span>
        <input
          id="reason"
          ref={reason}
          type="text"
          value={notes}
          maxLength={4000}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={fault !== null}
          aria-describedby={problem === null ? undefined : 'decision-problem'}
          onInput={(event) => {
            setNotes(event.currentTarget.value);
            setFault(null);
          }}
          onKeyDown={(event) => {
            const preset =
              event.altKey && /^Digit[1-4]$/.test(event.code) ? Number(event.code.slice(-1)) - 1 : -1;
            const text = reasons[preset];
            if (text === undefined) return;
            event.preventDefault();
            setNotes(text);
            setFault(null);
          }}
        />
      </label>
      {problem === null ? null : (
        <p class="problem" id="decision-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="buttons">
        <button type="submit" class={opens ? 'button primary' : 'button danger'} disabled={busy}>
          {busy ? 'Sending…' : labels[answer]} <kbd>Enter</kbd>
        </button>
        <button type="button" class="button" onClick={props.onCancel}>
          Cancel <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}

const titles = { approved: 'Approve', modified: 'Approve as changed', rejected: 'Reject' } as const;
const labels = { approved: 'Approve', modified: 'Approve this text', rejected: 'Reject' } as const;

/** A provisioned secret, a host that was never seen: asked once more, and no key that was pressed before answers it. */
function SecondYes(props: DecisionFormProps & { readonly onYes: () => void; readonly onNo: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    focusMoved();
    box.current?.focus();
  }, []);
  const { proposal } = props.item;
  const yes = (event: Event): void => {
    if (!props.busy && mayAct(event)) props.onYes();
  };
  return (
    <div
      class="decision second-yes"
      role="alertdialog"
      aria-labelledby="second-yes-title"
      aria-describedby="second-yes-text"
      tabIndex={-1}
      ref={box}
      onKeyDown={(event) => {
        if (event.target === box.current && event.key === 'y') yes(event);
      }}
    >
      <h3 id="second-yes-title">Send a provisioned secret to a host never seen before?</h3>
      <p id="second-yes-text">
        <strong class="mono">
          <Visible text={evidenceOf(proposal).secretName ?? 'A provisioned secret'} />
        </strong>{' '}
        would leave for{' '}
        <strong class="mono">
          <Visible text={destinationOf(proposal) ?? 'an unknown host'} />
        </strong>
        . Nobody was asked about this host before, and nothing was sent there since the gateway started.
      </p>
      {props.problem === null ? null : (
        <p class="problem" role="alert">
          {props.problem}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="button" onClick={props.onNo}>
          Go back
        </button>
        <button type="button" class="button danger" disabled={props.busy} onClick={yes}>
          Yes, send it there <kbd>y</kbd>
        </button>
      </div>
    </div>
  );
}
