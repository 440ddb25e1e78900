import type { StatusWire, TrafficHost } from '../../../src/operator/web/wire.ts';
import { Fact } from '../decide/evidence.tsx';
import { spell } from '../text/time.ts';
import { Visible } from '../text/visible.tsx';
import { TrafficChart } from './traffic-chart.tsx';

/** How the bottle is doing, for a moment without questions. */
export function Overview({ status }: { readonly status: StatusWire | null }) {
  if (status === null) return <p class="empty-line">Loading…</p>;
  const { gateway, traffic, allowed_hosts: hosts } = status;
  return (
    <div class="overview">
      <section aria-labelledby="traffic-title">
        <h2 id="traffic-title">Traffic, last hour</h2>
        <TrafficChart minutes={traffic.minutes} />
      </section>
      <section aria-labelledby="asks-title">
        <h2 id="asks-title">Who asks most</h2>
        {traffic.hosts.length === 0 ? (
          <p class="muted">No requests since the start.</p>
        ) : (
          <Hosts hosts={traffic.hosts} />
        )}
      </section>
      <section aria-labelledby="bottle-title">
        <h2 id="bottle-title">Bottle</h2>
        {gateway === null ? (
          <p class="problem">The gateway does not answer at its control socket.</p>
        ) : (
          <dl class="evidence">
            <Fact name="Name">
              <Visible text={gateway.bottle ?? 'none'} />
            </Fact>
            <Fact name="Held now">
              {gateway.held} {gateway.held === 1 ? 'request' : 'requests'} (
              {Math.ceil(gateway.held_bytes / 1024)} KiB)
            </Fact>
            <Fact name="Up for">{spell(gateway.uptime_seconds * 1000)}</Fact>
            <Fact name="Proxy">
              <span class="mono">
                <Visible text={gateway.proxy ?? 'unknown'} />
              </span>
            </Fact>
            <Fact name="Queue">
              <span class="mono break">
                <Visible text={gateway.queue ?? 'none'} />
              </span>
            </Fact>
            <Fact name="Allowed hosts">
              {hosts.length === 0 ? 'none: everything is refused' : <Names names={hosts} />}
            </Fact>
          </dl>
        )}
      </section>
    </div>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <span class="mono break">
      <Visible text={names.slice(0, 20).join(', ')} />
      {names.length > 20 ? ` and ${names.length - 20} more` : ''}
    </span>
  );
}

function Hosts({ hosts }: { readonly hosts: readonly TrafficHost[] }) {
  return (
    <table class="hosts">
      <thead>
        <tr>
          <th scope="col">Host</th>
          <th scope="col" class="number">
            asked
          </th>
          <th scope="col" class="number">
            allowed
          </th>
          <th scope="col" class="number">
            blocked
          </th>
        </tr>
      </thead>
      <tbody>
        {hosts.map((host) => (
          <tr key={host.host}>
            <th scope="row" class="mono">
              <Visible text={host.host} />
            </th>
            <td class="number">{host.asked}</td>
            <td class="number">{host.allowed}</td>
            <td class="number">{host.blocked}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
