import { row, run } from './rows.ts';

export const GOOGLE = [
  row({
    id: 'google-api-key',
    kind: 'Google API key',
    vendor: 'Google',
    anchors: ['AIza'],
    parts: [run('base64url', 35)],
    glue: 'blob',
    nearMin: 33,
    source: 'https://cloud.google.com/docs/authentication/api-keys',
  }),
  row({
    id: 'google-oauth-client-secret',
    kind: 'Google OAuth client secret',
    vendor: 'Google',
    anchors: ['GOCSPX-'],
    parts: [run('base64url', 28)],
    nearMin: 20,
    source: 'https://developers.google.com/identity/protocols/oauth2/web-server',
  }),
  row({
    id: 'google-oauth-access-token',
    kind: 'Google OAuth access token',
    vendor: 'Google',
    anchors: ['ya29.'],
    parts: [run('dotted', 60, 1_024)],
    nearMin: 24,
    source: 'https://cloud.google.com/docs/authentication/token-types',
  }),
] as const;
