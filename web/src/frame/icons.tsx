import type { ComponentChildren } from 'preact';

function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg class="glyph" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      {children}
    </svg>
  );
}

export const BellIcon = ({ on }: { readonly on: boolean }) => (
  <Icon>
    <path class="stroke" d="M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3" />
    {on ? null : <path class="stroke" d="M3 3l14 14" />}
  </Icon>
);

export const ThemeIcon = ({ theme }: { readonly theme: 'auto' | 'light' | 'dark' }) => (
  <Icon>
    {theme === 'light' ? (
      <>
        <circle class="stroke" cx="10" cy="10" r="3.5" />
        <path
          class="stroke"
          d="M10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4"
        />
      </>
    ) : theme === 'dark' ? (
      <path class="stroke" d="M16 12.2A6.5 6.5 0 0 1 7.8 4 6.5 6.5 0 1 0 16 12.2z" />
    ) : (
      <>
        <circle class="stroke" cx="10" cy="10" r="6.5" />
        <path class="fill" d="M10 3.5a6.5 6.5 0 0 1 0 13z" />
      </>
    )}
  </Icon>
);

export const CheckIcon = () => (
  <svg class="empty-mark" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
    <circle class="stroke" cx="24" cy="24" r="20" />
    <path class="stroke" d="M15 24.5l6.5 6.5L33.5 18" />
  </svg>
);
