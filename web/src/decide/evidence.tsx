import type { ComponentChildren } from 'preact';
import type { Proposal } from '../../../src/core/approval/proposal.ts';
import { evidenceOf, type TokenEvidence } from '../../../src/supervisor/token-evidence.ts';
import { needsSecondYes } from '../queue/describe.ts';
import { clock } from '../text/time.ts';
import { Host, Visible } from '../text/visible.tsx';

/** What is known of a value without the value, what people need most first. */
export function Evidence({ proposal }: { readonly proposal: Proposal }) {
  const evidence = evidenceOf(proposal);
  const fresh = needsSecondYes(proposal);
  return (
    <dl class="evidence">
      <Fact name="Goes to">
        <span class="method">
          <Visible text={evidence.method ?? '?'} />
        </span>{' '}
        <span class="mono">
          {evidence.scheme === null ? '' : <Visible text={`${evidence.scheme}://`} />}
          <strong>
            <Host host={evidence.host ?? 'unknown'} />
          </strong>
          {evidence.port === null ? '' : `:${evidence.port}`}
          <Visible text={evidence.path ?? ''} />
        </span>
      </Fact>
      <Fact name="Found">
        <Visible text={evidence.kind ?? 'a token'} />
        {evidence.vendor === null ? null : (
          <span class="muted">
            {' '}
            of <Visible text={evidence.vendor} />
          </span>
        )}
      </Fact>
      {evidence.secretName === null ? null : (
        <Fact name="Provisioned as">
          <span class="mono danger-text">
            <Visible text={evidence.secretName} />
          </span>
        </Fact>
      )}
      <Fact name="Where">
        <Visible text={evidence.surface ?? 'unknown'} />
        {evidence.location === null ? null : (
          <>
            {', '}
            <span class="mono">
              <Visible text={evidence.location} />
            </span>
          </>
        )}
        {evidence.decodedVia.length === 0 ? null : (
          <span class="muted">
            {' '}
            inside <Visible text={evidence.decodedVia.join(' → ')} />
          </span>
        )}
      </Fact>
      <Fact name="How sure">{sureness(evidence)}</Fact>
      <Fact name="Seen before">
        {fresh ? <strong class="danger-text">Host never seen before. </strong> : null}
        value {times(evidence.seenValue)}, host {times(evidence.seenHost)}
      </Fact>
      {evidence.issuer === null && evidence.expires === null ? null : (
        <Fact name="JWT">
          {evidence.issuer === null ? null : (
            <>
              issued by <Visible text={evidence.issuer} />
            </>
          )}
          {evidence.expires === null ? null : ` valid until ${validUntil(evidence.expires)}`}
        </Fact>
      )}
      {evidence.awsAccount === null ? null : (
        <Fact name="AWS account">
          <span class="mono">
            <Visible text={evidence.awsAccount} />
          </span>
        </Fact>
      )}
      <Fact name="Fingerprint">
        <span class="mono">
          <Visible text={evidence.fingerprint ?? 'none'} />
        </span>
      </Fact>
    </dl>
  );
}

export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function sureness({ confidence, checksum, detector }: TokenEvidence) {
  return (
    <>
      <Visible text={`${confidence ?? 'unknown'} confidence`} />
      {checksum === null || checksum === 'none' ? null : (
        <>
          , checksum <Visible text={checksum} />
        </>
      )}
      <span class="muted">
        {' '}
        by <Visible text={detector ?? 'unknown'} />
      </span>
    </>
  );
}

function times(count: number | null): string {
  if (count === null) return 'not counted';
  return count === 0 ? 'never' : count === 1 ? 'once' : `${count} times`;
}

function validUntil(seconds: number): string {
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? 'no date' : `${clock(at.toISOString())} ${at.getFullYear()}`;
}
