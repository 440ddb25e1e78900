import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme, savedTheme } from './frame/theme.ts';

applyTheme(savedTheme());
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
