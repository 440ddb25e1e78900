import { visibleText } from '../text/visible.tsx';

const KEY = 'decant-notify';

/** Wanted here, and permitted by the browser. */
export function notifies(): boolean {
  return (
    'Notification' in window && Notification.permission === 'granted' && localStorage.getItem(KEY) === 'on'
  );
}

/** Asks the browser where it has not been asked. Resolves to whether notifications will show. */
export async function setNotifies(on: boolean): Promise<boolean> {
  localStorage.setItem(KEY, on ? 'on' : 'off');
  if (!on || !('Notification' in window)) return false;
  return (await Notification.requestPermission()) === 'granted';
}

/** No value is in it, as there is none in the page. */
export function notify(title: string, body: string): void {
  if (!notifies() || document.visibilityState === 'visible') return;
  const note = new Notification(visibleText(title, 80), { body: visibleText(body, 160), tag: 'decant' });
  note.onclick = () => {
    window.focus();
    note.close();
  };
}

/** The count in the tab's title and a dot on its icon. */
export function showCount(count: number, live: boolean): void {
  document.title = `${live ? '' : '⚠ '}${count > 0 ? `(${count}) ` : ''}Decant`;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const wanted = count > 0 ? '/favicon-alert.svg' : '/favicon.svg';
  if (icon !== null && icon.getAttribute('href') !== wanted) icon.setAttribute('href', wanted);
}
