// The published JSON Schemas, derived from the zod schemas of the built program.
//   node tools/schemas.mjs          writes schemas/*.schema.json
//   node tools/schemas.mjs --check  fails where they are not current
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { approvalJsonSchemas } from '../dist/core/approval/json-schemas.js';
import { configJsonSchema } from '../dist/core/policy/config-json-schema.js';

const folder = fileURLToPath(new URL('../schemas/', import.meta.url));
const schemas = { config: configJsonSchema(), ...approvalJsonSchemas() };
const check = process.argv.includes('--check');
let stale = 0;

mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas)) {
  const file = `${folder}${name}.schema.json`;
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!check) writeFileSync(file, text);
  else if (read(file) !== text) {
    console.error(`schemas/${name}.schema.json is not current: run npm run build && node tools/schemas.mjs`);
    stale += 1;
  }
}
if (stale > 0) process.exit(1);
console.log(`schemas: ${Object.keys(schemas).join(', ')}`);

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
