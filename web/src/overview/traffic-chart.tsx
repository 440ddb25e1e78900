import type { TrafficMinute } from '../../../src/operator/web/wire.ts';

const WIDTH = 600;
const HEIGHT = 110;
const GAP = 2;

/** The last hour, one column a minute. The three kinds differ in pattern and place, not in colour alone. */
export function TrafficChart({ minutes }: { readonly minutes: readonly TrafficMinute[] }) {
  const peak = Math.max(0, ...minutes.map((minute) => minute.allowed + minute.held + minute.blocked));
  // A quiet hour must not look like a busy one.
  const most = Math.max(4, peak);
  const step = WIDTH / Math.max(1, minutes.length);
  const tall = (count: number): number => (count / most) * (HEIGHT - 6);
  const total = sumOf(minutes);
  return (
    <figure class="chart">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`The last hour: ${total.allowed} allowed, ${total.held} allowed after a hold, ${total.blocked} blocked`}
      >
        <defs>
          <pattern
            id="stripes"
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect class="bar-held-ground" width="5" height="5" />
            <rect class="bar-held-line" width="2" height="5" />
          </pattern>
        </defs>
        <line class="chart-base" x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
        {minutes.map((minute, index) => {
          const x = index * step + GAP / 2;
          const width = step - GAP;
          const allowed = tall(minute.allowed);
          const held = tall(minute.held);
          const blocked = tall(minute.blocked);
          return (
            <g key={minute.at}>
              <title>{titleOf(minute)}</title>
              <rect class="bar-hit" x={index * step} y="0" width={step} height={HEIGHT} />
              <rect class="bar-allowed" x={x} y={HEIGHT - allowed} width={width} height={allowed} />
              <rect fill="url(#stripes)" x={x} y={HEIGHT - allowed - held} width={width} height={held} />
              <rect
                class="bar-blocked"
                x={x}
                y={HEIGHT - allowed - held - blocked}
                width={width}
                height={blocked}
              />
            </g>
          );
        })}
      </svg>
      <div class="chart-scale muted" aria-hidden="true">
        <span>1 h ago</span>
        <span>{peak === 0 ? 'no requests' : `most in a minute: ${peak}`}</span>
        <span>now</span>
      </div>
      <figcaption class="legend">
        <span>
          <i class="swatch swatch-allowed" /> <b>{total.allowed}</b> allowed
        </span>
        <span>
          <i class="swatch swatch-held" /> <b>{total.held}</b> allowed after a hold
        </span>
        <span>
          <i class="swatch swatch-blocked" /> <b>{total.blocked}</b> blocked
        </span>
      </figcaption>
    </figure>
  );
}

function sumOf(minutes: readonly TrafficMinute[]) {
  const sum = { allowed: 0, held: 0, blocked: 0 };
  for (const { allowed, held, blocked } of minutes) {
    sum.allowed += allowed;
    sum.held += held;
    sum.blocked += blocked;
  }
  return sum;
}

function titleOf({ at, allowed, held, blocked }: TrafficMinute): string {
  const time = new Date(at).toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  return `${time}: ${allowed} allowed, ${held} after a hold, ${blocked} blocked`;
}
