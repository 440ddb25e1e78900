import { Box, Text } from 'ink';
import { memo, type ReactElement } from 'react';
import { own, type SafeTerminalText } from '../../safe-terminal-text.ts';
import type { State } from '../state/state.ts';
import { footerLine, lostLine, titleLine } from './frame-lines.ts';
import { frontPanes } from './front-panes.ts';
import { layoutOf } from './layout.ts';
import { clipped, dim, type Line, line, plain, rule } from './line.ts';
import { lookOf, type Palette } from './palette.ts';

/** What the view knows besides its state. */
export interface Surroundings {
  readonly palette: Palette;
  readonly allowedHosts: readonly string[] | null;
  readonly operator: SafeTerminalText;
}

/** The whole screen: a title, one or two panes, the keys. Exactly as many rows as the terminal has. */
export function App({
  state,
  around,
}: {
  readonly state: State;
  readonly around: Surroundings;
}): ReactElement {
  const { columns, rows } = state.size;
  const layout = layoutOf(state.size);
  if (layout.kind === 'small') return <TooSmall state={state} around={around} />;
  const panes = frontPanes(state, layout, around.allowedHosts);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Row of={titleLine(state, around.operator)} columns={columns} palette={around.palette} />
      <Row of={line(dim(rule(columns)))} columns={columns} palette={around.palette} />
      <Box flexDirection="row" height={layout.bodyRows}>
        {panes.map((pane, index) => (
          <Box key={pane.name} flexDirection="row" width={pane.columns + (index > 0 ? 1 : 0)}>
            {index > 0 ? <Divider rows={layout.bodyRows} palette={around.palette} /> : null}
            <Lines of={pane.lines} columns={pane.columns} rows={layout.bodyRows} palette={around.palette} />
          </Box>
        ))}
      </Box>
      <Row of={lostLine(state) ?? line(dim(rule(columns)))} columns={columns} palette={around.palette} />
      <Row of={footerLine(state)} columns={columns} palette={around.palette} />
    </Box>
  );
}

function TooSmall({ state, around }: { readonly state: State; readonly around: Surroundings }): ReactElement {
  const words = [
    line(plain(own`decant: ${state.queue.order.length} open`)),
    line(plain(own`This terminal is too small`)),
    line(plain(own`to decide anything by:`)),
    line(plain(own`60x16 at least.`)),
  ];
  const { columns, rows } = state.size;
  return <Lines of={words} columns={columns} rows={rows} palette={around.palette} />;
}

interface LinesProps {
  readonly of: readonly Line[];
  readonly columns: number;
  readonly rows: number;
  readonly palette: Palette;
}

function Lines({ of, columns, rows, palette }: LinesProps): ReactElement {
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {of.slice(0, rows).map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is what it is by its place
        <Row key={index} of={each} columns={columns} palette={palette} />
      ))}
    </Box>
  );
}

function Divider({ rows, palette }: { readonly rows: number; readonly palette: Palette }): ReactElement {
  return (
    <Lines
      of={Array.from({ length: rows }, () => line(dim(own`│`)))}
      columns={1}
      rows={rows}
      palette={palette}
    />
  );
}

interface RowProps {
  readonly of: Line;
  readonly columns: number;
  readonly palette: Palette;
}

/** One row of one line: what does not fit is cut before it comes here. */
const Row = memo(function Row({ of, columns, palette }: RowProps): ReactElement {
  const { spans, isCurrent } = clipped(of, columns);
  if (spans.length === 0) return <Text> </Text>;
  return (
    <Text wrap="truncate-end" {...(isCurrent === true ? palette.current : {})}>
      {spans.map(({ text, tone }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span is what it is by its place
        <Text key={index} {...lookOf(palette, tone, isCurrent === true)}>
          {text}
        </Text>
      ))}
    </Text>
  );
});
