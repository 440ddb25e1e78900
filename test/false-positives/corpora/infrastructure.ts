import { corpus } from './corpus.ts';

/** Manifests without secrets, documentation with placeholders, and logs. */
export const INFRASTRUCTURE = [
  corpus('Terraform', (pool) =>
    pool.lines(
      200,
      () => `resource "aws_iam_user" "u${pool.number(999)}" { name = "ci" }
resource "random_password" "db" { length = 32 }
data "aws_ami" "x" { filter { values = ["ami-${pool.hex(17)}"] } }
arn:aws:iam::${pool.number(1e12)}:role/deploy vpc-${pool.hex(17)} subnet-${pool.hex(8)} sg-${pool.hex(17)} i-${pool.hex(17)}
provider "aws" { access_key = var.access_key
  secret_key = var.secret_key }
password = random_password.db.result
api_key = data.vault_generic_secret.x.data["api_key"]`,
    ),
  ),
  corpus('Kubernetes', (pool) =>
    pool.lines(
      200,
      () => `apiVersion: v1
kind: Pod
metadata: { name: app-${pool.hex(10)}-${pool.hex(5)}, uid: ${pool.uuid()}, resourceVersion: "${pool.number(1e9)}" }
spec:
  containers:
    - image: app@sha256:${pool.hex(64)}
      env:
        - name: DATABASE_PASSWORD
          valueFrom: { secretKeyRef: { name: db, key: password } }
        - name: OPENAI_API_KEY
          valueFrom: { secretKeyRef: { name: openai, key: api-key } }
---
caBundle: ${pool.base64(300)}
certificate-authority-data: ${pool.base64(900)}
checksum/config: ${pool.hex(64)}`,
    ),
  ),
  corpus('workflows', (pool) =>
    pool.lines(
      300,
      () => `      - uses: actions/checkout@${pool.hex(40)} # v4
        with: { token: "\${{ secrets.GITHUB_TOKEN }}", ssh-key: "\${{ secrets.KEY }}" }
        env: { NPM_TOKEN: "\${{ secrets.NPM_TOKEN }}", DD_API_KEY: $DD_API_KEY, SENTRY_AUTH_TOKEN: <token> }`,
    ),
  ),
  corpus('certificates and public keys', (pool) =>
    pool.lines(
      20,
      () => `-----BEGIN CERTIFICATE-----
${(pool.base64(900).match(/.{1,64}/g) ?? []).join('\n')}
-----END CERTIFICATE-----
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${pool.base64(32).slice(0, 43)} me@host
ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ${pool.base64(240)} me@host
PublicKey = ${pool.base64(32)}
|1|${pool.base64(20)}|${pool.base64(20)} ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY${pool.base64(80)}
age1${pool.hex(58)}`,
    ),
  ),
  corpus('documentation with placeholders', (pool) =>
    pool.lines(
      40,
      () => `${pool.words(20)}
export OPENAI_API_KEY=sk-...
export OPENAI_API_KEY="sk-proj-your-openai-api-key-here"
export ANTHROPIC_API_KEY=sk-ant-api03-...
export MISTRAL_API_KEY=your_api_key_here
export COHERE_API_KEY=<YOUR_COHERE_API_KEY>
DATADOG_API_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
export TOKEN=<token> AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY AKIA...
aws_secret_access_key = YOUR_SECRET_ACCESS_KEY
curl -H "Authorization: Bearer $TOKEN" -H 'X-Api-Key: YOUR_API_KEY' https://user:password@host/
postgres://user:password@localhost:5432/db mongodb+srv://<username>:<password>@cluster0.example.net/test
redis://default:\${REDIS_PASSWORD}@cache mysql://root:root@127.0.0.1/app amqp://guest:guest@localhost
ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx github_pat_... glpat-xxxxxxxxxxxxxxxxxxxx xoxb-your-token-here
-----BEGIN PRIVATE KEY-----
...
-----END PRIVATE KEY-----
PrivateKey = <your private key>
STRIPE_SECRET_KEY=sk_test_... whsec_... hf_your_token_here npm_your_token
https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX
eyJ... and Bearer eyJhbGciOiJIUzI1NiJ9
TWILIO_AUTH_TOKEN=your_auth_token POSTMARK_API_TOKEN=POSTMARK_API_TEST`,
    ),
  ),
  corpus('logs', (pool) =>
    pool.lines(
      500,
      () =>
        `2026-11-22T10:00:${pool.number(60)}.${pool.number(999)}Z INFO [${pool.uuid()}] 10.0.${pool.number(255)}.${pool.number(255)} "POST /v1/tokens/${pool.hex(24)} HTTP/1.1" 200 ${pool.number(9e5)} trace=${pool.hex(32)} span=${pool.hex(16)} traceparent=00-${pool.hex(32)}-${pool.hex(16)}-01 key=user:${pool.number(1e6)} token refreshed, secret rotated: ${pool.words(5)}`,
    ),
  ),
  corpus('cloud answers', (pool) =>
    pool.lines(250, () =>
      JSON.stringify({
        RequestId: pool.uuid(),
        NextToken: pool.base64(60),
        ETag: `"${pool.hex(32)}"`,
        VersionId: pool.base64url(24),
        KeyId: pool.uuid(),
        CiphertextBlob: pool.base64(150),
        AccessKeyId: null,
        fingerprint: `SHA256:${pool.base64(32)}`,
        continuation: pool.base64url(90),
      }),
    ),
  ),
];
