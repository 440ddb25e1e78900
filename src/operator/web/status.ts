import { z } from 'zod';
import { ControlError } from '../../supervisor/control-client.ts';
import type { LiveFeed } from './live-feed.ts';
import type { WebPorts } from './ports.ts';
import type { Traffic } from './traffic.ts';
import type { GatewayWire, StatusWire } from './wire.ts';

const gatewaySchema = z.object({
  bottle: z.string().nullable().catch(null),
  proxy: z.string().nullable().catch(null),
  queue: z.string().nullable().catch(null),
  held: z.number().catch(0),
  held_bytes: z.number().catch(0),
  uptime_seconds: z.number().catch(0),
  pending: z.number().catch(0),
});

/** `GET /api/status`: a view works, with less to show, where the gateway does not answer. */
export async function statusOf(ports: WebPorts, feed: LiveFeed, traffic: Traffic): Promise<StatusWire> {
  const gateway = await gatewayStatus(ports);
  return {
    version: ports.version,
    operator: ports.operator,
    gateway: gateway === null ? null : withoutPending(gateway),
    queue: { usable: feed.fault === null, code: feed.fault },
    pending: gateway?.pending ?? 0,
    viewers: feed.viewers,
    allowed_hosts: ports.allowedHosts(),
    traffic: traffic.report(),
  };
}

async function gatewayStatus(ports: WebPorts): Promise<z.output<typeof gatewaySchema> | null> {
  try {
    return gatewaySchema.parse(await ports.gateway.status());
  } catch (error) {
    if (error instanceof ControlError) return null;
    throw error;
  }
}

function withoutPending({ pending: _, ...rest }: z.output<typeof gatewaySchema>): GatewayWire {
  return rest;
}
