import { row, run } from './rows.ts';

const STRIPE_KEYS = 'https://docs.stripe.com/keys';

export const PAYMENTS = [
  row({
    id: 'stripe-secret-key',
    kind: 'Stripe secret key',
    vendor: 'Stripe',
    anchors: ['sk_live_', 'sk_test_'],
    parts: [run('alnum', 24, 160)],
    nearMin: 16,
    source: 'https://docs.stripe.com/api/authentication',
    verified: '2026-11-22',
  }),
  row({
    id: 'stripe-restricted-key',
    kind: 'Stripe restricted key',
    vendor: 'Stripe',
    anchors: ['rk_live_', 'rk_test_'],
    parts: [run('alnum', 24, 160)],
    nearMin: 16,
    source: STRIPE_KEYS,
  }),
  row({
    id: 'stripe-webhook-secret',
    kind: 'Stripe webhook signing secret',
    vendor: 'Stripe',
    anchors: ['whsec_'],
    parts: [run('base64Padded', 32, 88)],
    nearMin: 24,
    source: 'https://docs.stripe.com/webhooks/signature',
  }),
  row({
    id: 'stripe-organization-key',
    kind: 'Stripe organization key',
    vendor: 'Stripe',
    anchors: ['sk_org_live_', 'sk_org_test_', 'sk_org_'],
    parts: [run('alnum', 24, 160)],
    nearMin: 16,
    source: STRIPE_KEYS,
  }),
  row({
    id: 'square-secret',
    kind: 'Square OAuth secret',
    vendor: 'Square',
    anchors: ['sq0csp-', 'sq0atp-'],
    parts: [run('base64url', 22, 43)],
    nearMin: 20,
    source: 'https://developer.squareup.com/docs/build-basics/access-tokens',
  }),
] as const;
