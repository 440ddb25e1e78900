import { lineDiff } from '../text/line-diff.ts';
import { Visible } from '../text/visible.tsx';

const SIGNS = { same: ' ', added: '+', removed: '−' } as const;
const NAMES = { same: '', added: 'added', removed: 'removed' } as const;

/** What a configuration proposal changes, line by line; the sign says what the colour says. */
export function DiffView({
  before,
  after,
  label,
}: {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}) {
  const lines = lineDiff(before, after);
  const added = lines.filter((line) => line.kind === 'added').length;
  const removed = lines.filter((line) => line.kind === 'removed').length;
  return (
    <div class="diff-box">
      <p class="diff-sum">
        <span class="added-text">+{added} added</span> <span class="removed-text">−{removed} removed</span>
        {lines.length > 1500 ? <span class="muted"> (the first 1500 lines)</span> : null}
      </p>
      <div class="diff" role="group" aria-label={label} tabIndex={0}>
        <table>
          <tbody>
            {lines.slice(0, 1500).map((line, index) => (
              <tr key={index} class={`diff-${line.kind}`}>
                <td class="diff-number">{line.before ?? ''}</td>
                <td class="diff-number">{line.after ?? ''}</td>
                <td class="diff-sign">
                  {SIGNS[line.kind]}
                  <span class="visually-hidden">{NAMES[line.kind]}</span>
                </td>
                <td class="diff-text">
                  <Visible text={line.text} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
