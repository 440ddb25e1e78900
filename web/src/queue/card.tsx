import { evidenceOf } from '../../../src/supervisor/token-evidence.ts';
import type { Entry } from '../live/queue-state.ts';
import { ago } from '../text/time.ts';
import { asciiHost, Visible, visibleText } from '../text/visible.tsx';
import { destinationOf, needsSecondYes, patienceOf, saidLine, titleOf } from './describe.ts';

export interface CardProps {
  readonly entry: Entry;
  readonly now: number;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly bottle: string | null;
  readonly onOpen: () => void;
  readonly onFocus: () => void;
}

/** One value and one destination, or one proposed change: what, where to, how urgent. Opening is all that it can do. */
export function Card({ entry, now, selected, focusable, bottle, onOpen, onFocus }: CardProps) {
  const { item, closed } = entry;
  const { proposal } = item;
  const patience = patienceOf(item, now);
  const isToken = proposal.tool === 'egress-token-allow';
  const state = closed === null ? patience.text : `closed: ${closed.status ?? closed.reason ?? 'ended'}`;
  return (
    <li class="card-slot">
      <button
        type="button"
        class={`card urgency-${closed === null ? patience.urgency : 'none'}`}
        aria-current={selected ? 'true' : undefined}
        aria-label={visibleText(
          `${titleOf(proposal)}, ${isToken ? `to ${asciiHost(evidenceOf(proposal).host ?? 'an unknown host')}` : proposal.bottle_slug}, ${state}`,
        )}
        tabIndex={focusable ? 0 : -1}
        data-id={proposal.id}
        onClick={onOpen}
        onFocus={onFocus}
      >
        <span class="card-head">
          <span class="card-title">
            <Visible text={titleOf(proposal)} />
          </span>
          <span class={`patience patience-${closed === null ? patience.urgency : 'none'}`}>{state}</span>
        </span>
        <span class="card-where">
          {isToken ? (
            <Where proposal={proposal} />
          ) : (
            <>
              <span class="muted">agent says:</span> <Visible text={saidLine(proposal)} />
            </>
          )}
        </span>
        <span class="card-foot">
          <Tags entry={entry} bottle={bottle} />
          <span class="card-age">{ago(proposal.created_at, now)}</span>
        </span>
      </button>
    </li>
  );
}

function Where({ proposal }: { readonly proposal: Entry['item']['proposal'] }) {
  const { method, path } = evidenceOf(proposal);
  return (
    <>
      <span class="method">
        <Visible text={method ?? '?'} />
      </span>{' '}
      <Visible class="dest" text={destinationOf(proposal) ?? 'unknown destination'} />
      <Visible class="path" text={path ?? ''} />
    </>
  );
}

function Tags({ entry, bottle }: { readonly entry: Entry; readonly bottle: string | null }) {
  const { proposal, state } = entry.item;
  const { surface, secretName, checksum, seenHost } = evidenceOf(proposal);
  const waiting = state?.waiters.length ?? 0;
  const client = state?.waiters[0]?.client ?? null;
  return (
    <span class="tags">
      {proposal.tool === 'egress-token-allow' ? null : <span class="tag">asked by the agent</span>}
      {secretName === null ? null : <span class="tag tag-danger">provisioned secret</span>}
      {needsSecondYes(proposal) ? <span class="tag tag-danger">host never seen</span> : null}
      {secretName === null && proposal.tool === 'egress-token-allow' && seenHost === 0 ? (
        <span class="tag">new host</span>
      ) : null}
      {checksum === 'valid' ? <span class="tag tag-warn">checksum valid</span> : null}
      {surface === null ? null : (
        <span class="tag">
          in <Visible text={surface} />
        </span>
      )}
      {waiting === 0 ? null : (
        <span class="tag">
          {waiting} × <Visible text={client ?? 'unknown'} />
        </span>
      )}
      {proposal.bottle_slug === bottle ? null : (
        <span class="tag tag-quiet">
          bottle <Visible text={proposal.bottle_slug} />
        </span>
      )}
    </span>
  );
}
