import type { ResponseScope } from '../../../src/core/approval/response.ts';

export interface ScopeChoice {
  readonly hostOnly: boolean;
  /** Seconds; null: until the gateway restarts. */
  readonly ttl: number | null;
  /** Null: any number. */
  readonly uses: number | null;
}

export const WIDEST: ScopeChoice = { hostOnly: false, ttl: null, uses: null };

export function scopeOf({ hostOnly, ttl, uses }: ScopeChoice): ResponseScope | undefined {
  if (!hostOnly && ttl === null && uses === null) return undefined;
  return {
    ...(hostOnly ? { host_only: true } : {}),
    ...(ttl === null ? {} : { ttl_seconds: ttl }),
    ...(uses === null ? {} : { uses }),
  };
}

const TIMES: ReadonlyArray<readonly [string, number]> = [
  ['10 minutes', 600],
  ['1 hour', 3600],
  ['8 hours', 28_800],
  ['1 day', 86_400],
];
const USES: readonly number[] = [1, 3, 10, 100];

export interface ScopeFieldsProps {
  readonly choice: ScopeChoice;
  /** The bottle's setting is one host already. */
  readonly alwaysHost: boolean;
  readonly onChange: (choice: ScopeChoice) => void;
}

/** Narrower than the setting, never wider. */
export function ScopeFields({ choice, alwaysHost, onChange }: ScopeFieldsProps) {
  return (
    <fieldset class="scope">
      <legend>Limit it</legend>
      <label class="scope-host">
        <input
          type="checkbox"
          id="scope-host"
          checked={alwaysHost || choice.hostOnly}
          disabled={alwaysHost}
          onChange={(event) => onChange({ ...choice, hostOnly: event.currentTarget.checked })}
        />
        <span>{alwaysHost ? 'this host only (the bottle’s setting)' : 'this host only'}</span>
      </label>
      <label>
        <span>for</span>
        <select
          id="scope-ttl"
          value={choice.ttl === null ? '' : String(choice.ttl)}
          onChange={(event) => onChange({ ...choice, ttl: numberOf(event.currentTarget.value) })}
        >
          <option value="">until the gateway restarts</option>
          {TIMES.map(([name, seconds]) => (
            <option key={seconds} value={String(seconds)}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>at most</span>
        <select
          id="scope-uses"
          value={choice.uses === null ? '' : String(choice.uses)}
          onChange={(event) => onChange({ ...choice, uses: numberOf(event.currentTarget.value) })}
        >
          <option value="">any number of requests</option>
          {USES.map((uses) => (
            <option key={uses} value={String(uses)}>
              {uses === 1 ? '1 request' : `${uses} requests`}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

function numberOf(text: string): number | null {
  return text === '' ? null : Number(text);
}
