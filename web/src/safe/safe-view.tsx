import { useCallback, useEffect, useState } from 'preact/hooks';
import type { SafeTokenWire } from '../../../src/operator/web/wire.ts';
import { ApiError, call } from '../api/client.ts';
import { focusMoved, mayAct } from '../frame/quiet.ts';
import { ago, clock, spell } from '../text/time.ts';
import { Visible } from '../text/visible.tsx';

export interface SafeViewProps {
  /** Changes whenever the list may have. */
  readonly version: number;
  readonly now: number;
  readonly onNotice: (text: string) => void;
}

/** What may leave unasked, and the way back. */
export function SafeView({ version, now, onNotice }: SafeViewProps) {
  const [tokens, setTokens] = useState<readonly SafeTokenWire[]>([]);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const [readAt, setReadAt] = useState(now);
  const [asking, setAsking] = useState<string | null>(null);

  const load = useCallback(async () => {
    try {
      setTokens((await call<{ readonly safe: readonly SafeTokenWire[] }>('GET', '/api/safe')).safe);
      setReadAt(Date.now());
      setState('ready');
    } catch {
      setState('failed');
    }
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: they may have changed, so look again
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), 10_000);
    return () => clearInterval(timer);
  }, [load, version]);

  const ask = (what: string | null): void => {
    focusMoved();
    setAsking(what);
  };
  const revoke = async (fingerprint: string | null): Promise<void> => {
    setAsking(null);
    try {
      const path = fingerprint === null ? '/api/safe' : `/api/safe/${fingerprint}`;
      const { revoked } = await call<{ readonly revoked: number }>('DELETE', path);
      onNotice(
        `Revoked ${revoked === 1 ? '1 approval' : `${revoked} approvals`}. The next request with the value asks again.`,
      );
    } catch (error) {
      const gone = error instanceof ApiError && error.status === 404;
      onNotice(gone ? 'It was not safe any more.' : 'Not revoked: the gateway does not answer.');
    }
    await load();
  };
  return (
    <section class="page" aria-labelledby="safe-title">
      <div class="page-head">
        <h2 id="safe-title">Safe tokens</h2>
        {tokens.length === 0 ? null : asking === 'all' ? (
          <Sure what={`all ${tokens.length}`} onYes={() => void revoke(null)} onNo={() => ask(null)} />
        ) : (
          <button type="button" class="button danger" onClick={() => ask('all')}>
            Revoke all…
          </button>
        )}
      </div>
      <p class="page-note">
        Values that leave unasked until the gateway restarts. They are known by keyed fingerprints; the values
        themselves are nowhere.
      </p>
      {state === 'failed' ? <p class="problem">The gateway does not answer at its control socket.</p> : null}
      {state === 'ready' && tokens.length === 0 ? (
        <p class="empty-line">
          Nothing was approved since the gateway started: every finding is asked about.
        </p>
      ) : null}
      <ul class="rows">
        {tokens.map((token) => (
          <li class="row-slot safe-row" key={`${token.fingerprint} ${token.destination ?? ''}`}>
            <div class="safe-what">
              <span class="row-title">
                <Visible text={token.secret_name ?? token.kind ?? 'a token'} />
              </span>
              <span class="row-where mono">
                {token.destination === null ? 'any allowed host' : <Visible text={token.destination} />}
              </span>
            </div>
            <div class="safe-limits">
              <span class="mono">{token.fingerprint}</span>
              <span class="muted" title={clock(token.since)}>
                approved {ago(token.since, now)}
              </span>
              <span class="muted">{limits(token, now - readAt)}</span>
            </div>
            {asking === token.fingerprint ? (
              <Sure what="it" onYes={() => void revoke(token.fingerprint)} onNo={() => ask(null)} />
            ) : (
              <button
                type="button"
                class="button"
                aria-label={`Revoke ${token.fingerprint}`}
                onClick={() => ask(token.fingerprint)}
              >
                Revoke…
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sure({
  what,
  onYes,
  onNo,
}: {
  readonly what: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}) {
  return (
    <span class="sure" role="group" aria-label={`Revoke ${what}?`}>
      <button type="button" class="button danger solid" onClick={(event) => mayAct(event) && onYes()}>
        Revoke {what}
      </button>
      <button type="button" class="button" onClick={onNo}>
        Keep
      </button>
    </span>
  );
}

function limits(token: SafeTokenWire, sinceRead: number): string {
  const parts = [
    token.expires_in_seconds === null
      ? 'until the restart'
      : `for ${spell(token.expires_in_seconds * 1000 - sinceRead)} more`,
    token.uses_left === null ? null : `${token.uses_left} ${token.uses_left === 1 ? 'use' : 'uses'} left`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
