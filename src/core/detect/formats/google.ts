import { looksGenerated } from './checks.ts';
import { named } from './named.ts';
import { literal, row, run } from './rows.ts';

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
  row({
    id: 'google-refresh-token',
    kind: 'Google OAuth refresh token',
    vendor: 'Google',
    anchors: ['1//0'],
    parts: [run('base64url', 60, 200)],
    nearMin: 56,
    glue: 'word',
    check: looksGenerated,
    source: 'https://developers.google.com/identity/protocols/oauth2/native-app',
  }),
  row({
    id: 'firebase-messaging-key',
    kind: 'Firebase server key',
    vendor: 'Google',
    anchors: ['AAAA'],
    parts: [run('base64url', 7), literal(':APA91b'), run('base64url', 134)],
    nearMin: 100,
    source: 'https://firebase.google.com/docs/cloud-messaging/auth-server',
  }),
  named({
    id: 'google-client-secret-named',
    kind: 'Google OAuth client secret',
    vendor: 'Google',
    names: ['google_client_secret', 'google_oauth_client_secret'],
    value: { run: 'base64url', min: 24 },
    source: 'https://developers.google.com/identity/protocols/oauth2/web-server',
  }),
] as const;
