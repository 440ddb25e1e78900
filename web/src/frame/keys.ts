import { useEffect, useRef } from 'preact/hooks';
import { mayAct } from './quiet.ts';

/** What a key does; true: it was for us. */
export type KeyHandler = (key: string) => boolean;

export interface Keys {
  /** Harmless at any moment: moving, looking, closing. */
  readonly move: KeyHandler;
  /** Leads towards an answer: ignored for a moment after something else came into view, and when repeated. */
  readonly act: KeyHandler;
  /** Escape, also from within a field. */
  readonly escape: () => boolean;
}

/** One listener for the page. Fields keep their letters, shortcuts of the browser theirs. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
        return;
      if (document.querySelector('dialog[open]') !== null) return;
      if (event.key === 'Escape') {
        if (current.current.escape()) event.preventDefault();
        return;
      }
      if (isField(event.target)) return;
      if (current.current.move(event.key) || (mayAct(event) && current.current.act(event.key)))
        event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
