import { useEffect, useState } from 'preact/hooks';
import { openSession } from './api/client.ts';
import { Desk } from './desk.tsx';

type Door = 'opening' | 'open' | 'closed' | 'unreachable';

/** The door: the token of the link is exchanged, or the session of this browser goes on. */
export function App() {
  const [door, setDoor] = useState<Door>('opening');
  useEffect(() => {
    const knock = (): void => {
      openSession().then(
        (open) => setDoor(open ? 'open' : 'closed'),
        () => setDoor('unreachable'),
      );
    };
    // A link that is opened in the tab that shows the page already changes no more than the fragment.
    const onLink = (): void => {
      if (location.hash !== '') knock();
    };
    knock();
    window.addEventListener('hashchange', onLink);
    return () => window.removeEventListener('hashchange', onLink);
  }, []);
  if (door === 'open') return <Desk onSignedOut={() => setDoor('closed')} />;
  return (
    <main class="door">
      <div class="door-box">
        <h1>Decant</h1>
        {door === 'opening' ? <p>Opening…</p> : null}
        {door === 'closed' ? (
          <>
            <p>
              <strong>This browser has no session.</strong> The link that <code>decant up</code> prints opens
              one, once.
            </p>
            <p class="muted">
              Was it used already, or has the gateway been restarted? Start <code>decant up</code> again and
              open the address it prints after <code>"web"</code>.
            </p>
          </>
        ) : null}
        {door === 'unreachable' ? (
          <>
            <p>
              <strong>The gateway does not answer.</strong>
            </p>
            <button type="button" class="button primary" onClick={() => location.reload()}>
              Try again
            </button>
          </>
        ) : null}
      </div>
    </main>
  );
}
