import type { Connection } from '../live/connection.ts';
import { Visible } from '../text/visible.tsx';
import { BellIcon, ThemeIcon } from './icons.tsx';
import type { Theme } from './theme.ts';

export type Tab = 'queue' | 'history' | 'safe' | 'overview';

const TABS: ReadonlyArray<readonly [Tab, string, string]> = [
  ['queue', 'Queue', 'q'],
  ['history', 'History', 'h'],
  ['safe', 'Safe tokens', 'f'],
  ['overview', 'Overview', 'o'],
];

const STATES: Readonly<Record<Connection, string>> = {
  connecting: 'connecting…',
  live: 'live',
  lost: 'reconnecting…',
  signed_out: 'signed out',
};

const THEMES: Readonly<Record<Theme, string>> = { auto: 'as the system', light: 'light', dark: 'dark' };

export interface HeaderProps {
  readonly tab: Tab;
  readonly count: number;
  readonly bottle: string | null;
  readonly connection: Connection;
  readonly theme: Theme;
  readonly notifying: boolean;
  readonly onTab: (tab: Tab) => void;
  readonly onTheme: () => void;
  readonly onNotify: () => void;
  readonly onHelp: () => void;
}

export function Header(props: HeaderProps) {
  const themeName = THEMES[props.theme];
  return (
    <header class="top">
      <div class="brand">
        <Mark />
        <span class="brand-name">Decant</span>
        {props.bottle === null ? null : (
          <span class="bottle" title="The bottle">
            <Visible text={props.bottle} />
          </span>
        )}
      </div>
      <nav class="tabs" aria-label="Views">
        {TABS.map(([tab, name, key]) => (
          <button
            key={tab}
            type="button"
            class="tab"
            aria-current={props.tab === tab ? 'page' : undefined}
            aria-keyshortcuts={key}
            onClick={() => props.onTab(tab)}
          >
            {name}
            {tab === 'queue' && props.count > 0 ? <span class="badge">{props.count}</span> : null}
          </button>
        ))}
      </nav>
      <div class="tools">
        <span class={`connection connection-${props.connection}`} role="status">
          <i aria-hidden="true" />
          {STATES[props.connection]}
        </span>
        <button
          type="button"
          class="icon"
          aria-pressed={props.notifying}
          aria-label="Desktop notifications"
          title={`Desktop notifications: ${props.notifying ? 'on' : 'off'}`}
          onClick={props.onNotify}
        >
          <BellIcon on={props.notifying} />
        </button>
        <button
          type="button"
          class="icon"
          aria-label={`Colours: ${themeName}`}
          title={`Colours: ${themeName} (t)`}
          onClick={props.onTheme}
        >
          <ThemeIcon theme={props.theme} />
        </button>
        <button type="button" class="icon" aria-label="Keys" title="Keys (?)" onClick={props.onHelp}>
          ?
        </button>
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <path
        class="mark-glass"
        d="M10 6h12l-2 3v5.2l4.6 8.3A3 3 0 0 1 22 27H10a3 3 0 0 1-2.6-4.5L12 14.2V9z"
      />
      <path
        class="mark-sediment"
        d="M10.3 21h11.4l1.3 2.4a1.6 1.6 0 0 1-1.4 2.3H10.4A1.6 1.6 0 0 1 9 23.4z"
      />
    </svg>
  );
}
