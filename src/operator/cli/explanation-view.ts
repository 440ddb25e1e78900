import type { Explanation } from '../../core/policy/explain.ts';
import { own, type SafeTerminalText, safeLine } from '../safe-terminal-text.ts';
import { labelled } from './table.ts';

/** Which route takes a request and what the gateway then does with it. */
export function explanationLines(method: string, explanation: Explanation): SafeTerminalText[] {
  const { verdict, detectors, inboundDetectors, addsHeader } = explanation;
  return [
    ...labelled(
      'request',
      own`${safeLine(method, 40)} ${safeLine(explanation.destination)}${safeLine(explanation.path)}`,
    ),
    ...labelled(
      'verdict',
      verdict.allowed
        ? own`allowed by route ${verdict.index}`
        : own`refused with 403 ${safeLine(verdict.code)}`,
    ),
    ...(verdict.allowed
      ? [
          ...labelled(
            'detectors',
            detectors.length === 0 ? own`none: nothing is looked for` : safeLine(detectors.join(', ')),
          ),
          ...labelled(
            'of answers',
            inboundDetectors.length === 0
              ? own`none: they pass as they are`
              : safeLine(inboundDetectors.join(', ')),
          ),
          ...labelled(
            'adds header',
            addsHeader === null ? own`none` : own`${safeLine(addsHeader)} (set by the gateway)`,
          ),
        ]
      : []),
    ...(explanation.routes.length === 0 ? [...labelled('routes', own`none: everything is refused`)] : []),
    ...explanation.routes.flatMap((route) =>
      labelled(`route ${route.index}`, own`${safeLine(route.host, 80)}: ${safeLine(route.reason, 400)}`),
    ),
  ];
}
