import type { Proposal, ProposalState } from '../../../core/approval/proposal.ts';
import { evidenceOf, type TokenEvidence } from '../../../supervisor/token-evidence.ts';
import { relativeTime, shortDuration } from '../../cli/time-view.ts';
import { hostShown } from '../../host-shown.ts';
import { own, type SafeTerminalText, safeLine } from '../../safe-terminal-text.ts';
import { type Entry, isRejectOnly, needsSecondKey } from '../state/entry.ts';
import { dim, type Line, labelled, line, paragraph, strong } from './line.ts';

const SHOWN_WAITERS = 3;

/** How many fields of `details` are shown that belong to none of the tools known here. */
const SHOWN_FIELDS = 12;

/** What leaves and to whom: the first thing that is read. */
export function headLines(entry: Entry, columns: number): readonly Line[] {
  const { proposal } = entry.item;
  const evidence = evidenceOf(proposal);
  if (evidence.host === null) {
    return [
      line(
        strong(safeLine(proposal.tool, 40)),
        dim(own` asked by bottle `),
        strong(safeLine(proposal.bottle_slug, 64)),
      ),
    ];
  }
  const { scheme, host, port, method, path } = evidence;
  const shown = hostShown(host);
  const bracketed = /^[0-9a-f.]*:[0-9a-f:.]*$/i.test(shown.text) ? own`[${shown.text}]` : shown.text;
  const address = own`${scheme === null ? own`` : own`${safeLine(scheme, 8)}://`}${bracketed}${port === null ? own`` : own`:${port}`}`;
  const place = safeLine(`${method ?? ''} ${path ?? ''}`.trim(), Math.max(columns, 400));
  return [
    ...paragraph('strong', address, columns),
    ...(shown.mark === null
      ? []
      : paragraph('danger', own`! ${shown.mark}: read this name letter by letter`, columns)),
    ...(place === '' ? [] : paragraph('plain', place, columns).slice(0, 3)),
  ];
}

/** What must not be missed, in words and not in colour alone. */
export function warningLines(entry: Entry, columns: number): readonly Line[] {
  const { secretName } = evidenceOf(entry.item.proposal);
  const name = secretName === null ? own`` : own` ${safeLine(secretName, 80)}`;
  return [
    ...(needsSecondKey(entry)
      ? paragraph('danger', own`! DANGER: your own secret${name}, to a host not seen before`, columns)
      : []),
    ...(isRejectOnly(entry)
      ? paragraph('warning', own`! reject-only: provisioned secrets are not approved here`, columns)
      : []),
    ...(entry.changed
      ? paragraph(
          'danger',
          own`! The file of this proposal was changed after it was first shown here`,
          columns,
        )
      : []),
  ];
}

export function evidenceLines(proposal: Proposal, columns: number): readonly Line[] {
  if (proposal.tool !== 'egress-token-allow') return fieldLines(proposal, columns);
  const evidence = evidenceOf(proposal);
  return [
    ...labelled(own`found`, 'plain', foundOf(evidence), columns),
    ...labelled(own`where`, 'plain', whereOf(evidence), columns),
    ...optional(own`secret`, evidence.secretName, columns),
    ...optional(own`issuer`, evidence.issuer, columns),
    ...optional(own`valid until`, evidence.expires === null ? null : dateOf(evidence.expires), columns),
    ...optional(own`account`, evidence.awsAccount, columns),
    ...labelled(own`seen before`, 'plain', seenOf(evidence), columns),
    ...optional(own`fingerprint`, evidence.fingerprint, columns),
  ];
}

export function waitingLines(state: ProposalState | null, now: Date, columns: number): readonly Line[] {
  if (state === null) return labelled(own`waiting`, 'dim', own`not known`, columns);
  const { waiters, requests } = state;
  const shown = waiters.slice(0, SHOWN_WAITERS).flatMap((waiter) => {
    const patience =
      waiter.gives_up_at === null ? own`waits on` : own`gives up ${relativeTime(waiter.gives_up_at, now)}`;
    return labelled(
      own``,
      'plain',
      own`${safeLine(waiter.client, 40)}, for ${elapsed(waiter.since, now)}, ${patience}`,
      columns,
    );
  });
  const more = waiters.length - SHOWN_WAITERS;
  return [
    ...labelled(
      own`waiting`,
      waiters.length > 0 ? 'strong' : 'plain',
      own`${waiters.length} now, ${requests} so far`,
      columns,
    ),
    ...shown,
    ...(more > 0 ? labelled(own``, 'dim', own`and ${more} more`, columns) : []),
  ];
}

export function timeLines(proposal: Proposal, now: Date, columns: number): readonly Line[] {
  return labelled(
    own`asked`,
    'plain',
    own`${relativeTime(proposal.created_at, now)}; expires ${relativeTime(proposal.expires_at, now)}`,
    columns,
  );
}

function elapsed(since: string, now: Date): SafeTerminalText {
  const at = Date.parse(since);
  return Number.isNaN(at) ? own`some time` : shortDuration(now.getTime() - at);
}

/** Fields of a tool that the evidence of tokens does not know: names and plain values, bounded. */
function fieldLines(proposal: Proposal, columns: number): readonly Line[] {
  const fields = Object.entries(proposal.details).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  const shown = fields
    .slice(0, SHOWN_FIELDS)
    .flatMap(([name, value]) =>
      labelled(safeLine(name.replaceAll('_', ' '), 11), 'plain', safeLine(String(value), 400), columns),
    );
  const more = fields.length - SHOWN_FIELDS;
  return [...shown, ...(more > 0 ? labelled(own``, 'dim', own`and ${more} more fields`, columns) : [])];
}

function foundOf({ kind, vendor, detector, confidence, checksum }: TokenEvidence): SafeTerminalText {
  const marks = [
    detector,
    confidence === null ? null : `${confidence} confidence`,
    checksum === null || checksum === 'none' ? null : `checksum ${checksum}`,
    vendor === null || (kind ?? '').includes(vendor) ? null : vendor,
  ].filter((mark) => mark !== null);
  return own`${safeLine(kind ?? 'a token', 80)} (${safeLine(marks.join(', '), 160)})`;
}

function whereOf({ surface, location, decodedVia }: TokenEvidence): SafeTerminalText {
  const parts = [surface, location, decodedVia.length === 0 ? null : `decoded from ${decodedVia.join(', ')}`];
  const text = parts.filter((part) => part !== null).join(', ');
  return text === '' ? own`not known` : safeLine(text, 300);
}

function seenOf({ seenValue, seenHost }: TokenEvidence): SafeTerminalText {
  return own`this value ${times(seenValue)}, this host ${times(seenHost)}`;
}

function times(count: number | null): SafeTerminalText {
  if (count === null) return own`nobody knows how often`;
  if (count <= 0) return own`never`;
  return count === 1 ? own`once` : own`${count} times`;
}

function optional(label: SafeTerminalText, value: string | null, columns: number): readonly Line[] {
  return value === null ? [] : labelled(label, 'plain', safeLine(value, 200), columns);
}

function dateOf(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  return Number.isNaN(date.getTime()) ? 'no date' : date.toISOString().replace('.000', '');
}
