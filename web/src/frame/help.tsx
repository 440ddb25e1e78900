import { useEffect, useRef } from 'preact/hooks';

const KEYS: ReadonlyArray<readonly [string, string]> = [
  ['j  ↓', 'next'],
  ['k  ↑', 'previous'],
  ['Enter', 'open; in a reason: decide'],
  ['a', 'approve (asks for a reason)'],
  ['r', 'reject'],
  ['m', 'modify (configuration proposals)'],
  ['s', 'limit the approval'],
  ['Alt 1 … 4', 'ready-made reasons'],
  ['y', 'the second yes, where one is asked'],
  ['u', 'sort the queue by urgency'],
  ['/', 'filter'],
  ['h', 'history'],
  ['f', 'safe tokens'],
  ['o', 'overview'],
  ['q  Esc', 'back to the queue'],
  ['t', 'light, dark, as the system'],
  ['?', 'this list'],
];

export function Help({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog class="help" ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div class="help-line" key={what}>
            <dt>
              {keys.split('  ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        Keys are ignored for a moment after something else comes into view, and pasted text never decides.
      </p>
      <form method="dialog">
        <button type="submit" class="button">
          Close <kbd>Esc</kbd>
        </button>
      </form>
    </dialog>
  );
}
