// The page of settings, derived from the configuration schema of the built program.
//   node tools/config-docs.mjs          writes docs/configuration.md
//   node tools/config-docs.mjs --check  fails where it is not current
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configJsonSchema } from '../dist/core/policy/config-json-schema.js';

const file = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));

/** `routes[].auth.header`, one row for each setting that is no group of settings. */
function rowsOf(schema, prefix) {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    const needed = schema.required?.includes(key) === true;
    if (value.properties !== undefined) return [...groupRow(name, value), ...rowsOf(value, `${name}.`)];
    const inner = value.items?.properties === undefined ? [] : rowsOf(value.items, `${name}[].`);
    return [row(name, needed ? 'required' : defaultOf(value), value.description), ...inner];
  });
}

/** A group without a word of its own needs no row. */
function groupRow(name, { description }) {
  return description === undefined ? [] : [row(name, '', description)];
}

function defaultOf(value) {
  return value.default === undefined ? '' : code(JSON.stringify(value.default));
}

function row(name, value, description) {
  if (description === undefined) throw new Error(`the setting ${name} has no description`);
  return `| ${code(name)} | ${value} | ${description.replace(/[|*]/g, '\\$&')} |`;
}

const code = (text) => `\`${text}\``;

const text = `# Settings

Made by \`node tools/config-docs.mjs\` from the configuration schema; do not edit.

The file is YAML. Unknown keys, duplicate keys and wrong types are refused with line and column, and so is what this version does
not act on yet: "not supported yet". Relative paths are relative to the file's folder. \`\${NAME}\` is replaced from the environment in
\`auth.value\` and \`secrets\` only; an unset one is an error. \`decant config check\` says whether a file is right, \`decant config schema\`
prints the JSON Schema for an editor.

Three environment variables win over the file: \`SUPERVISE_QUEUE_DIR\`, \`SUPERVISE_BOTTLE_SLUG\` and
\`EGRESS_TOKEN_ALLOW_TIMEOUT_SECONDS\`. Without a queue and a bottle's name nobody can be asked: findings are refused at once
(\`no_supervisor\`). \`gateway\` has no default queue; \`up\` uses \`file:./.decant/queue\`.

| setting | default | what it does |
|---|---|---|
${rowsOf(configJsonSchema(), '').join('\n')}
`;

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (read() !== text) {
  console.error('docs/configuration.md is not current: run npm run build && node tools/config-docs.mjs');
  process.exit(1);
}
console.log('docs/configuration.md');

function read() {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
