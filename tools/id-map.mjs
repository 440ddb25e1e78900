// The map from each promise, invariant and security case to the tests that name it.
//   node tools/id-map.mjs          writes docs/id-map.md
//   node tools/id-map.mjs --check  fails on a gap, a misspelt id, or a list that is not current
// An id counts where it stands before the colon of a test's title: it('S7 Q5: …').
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const listFile = `${root}docs/id-map.md`;
const requirements = JSON.parse(readFileSync(`${root}test/requirements.json`, 'utf8'));
const known = new Map(requirements.map((requirement) => [requirement.id, new Map()]));
const problems = [];

/** The literal head of a title: a string, or a template up to its first hole. */
function titleOf(node) {
  if (!node) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text : null;
}

/** `it`, `test` and `describe` with whatever follows them: `.each`, `.for`, `.skipIf(…)`. */
function callsATest(expression) {
  let callee = expression;
  while (
    ts.isCallExpression(callee) ||
    ts.isPropertyAccessExpression(callee) ||
    ts.isTaggedTemplateExpression(callee)
  ) {
    callee = ts.isTaggedTemplateExpression(callee) ? callee.tag : callee.expression;
  }
  return ts.isIdentifier(callee) && ['it', 'test', 'describe'].includes(callee.text);
}

function idsOf(title) {
  const head = /^((?:[A-Z]\d+[ ,]*)+):/.exec(title)?.[1];
  return head?.match(/[A-Z]\d+/g) ?? [];
}

function read(file) {
  const source = ts.createSourceFile(file, readFileSync(`${root}${file}`, 'utf8'), ts.ScriptTarget.Latest);
  const visit = (node) => {
    if (ts.isCallExpression(node) && callsATest(node.expression)) {
      for (const id of idsOf(titleOf(node.arguments[0]) ?? '')) {
        const files = known.get(id);
        if (!files) problems.push(`${file}: no such id: ${id}`);
        else files.set(file, (files.get(file) ?? 0) + 1);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

for (const entry of readdirSync(`${root}test`, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
  read(`${entry.parentPath.slice(root.length)}/${entry.name}`);
}
for (const { id, later } of requirements) {
  if (!later && known.get(id).size === 0) problems.push(`no test names ${id}`);
}

const rows = requirements.map(({ id, title, later }) => {
  const files = [...known.get(id)].sort().map(([file, count]) => `${file}${count > 1 ? ` (${count})` : ''}`);
  const proof = files.length > 0 ? files.join('<br>') : '';
  return `| ${id} | ${title} | ${later ? `later: ${later}` : 'now'} | ${proof} |`;
});
const text = `# Which test proves what

Made by \`node tools/id-map.mjs\` from \`test/requirements.json\` and the titles of the tests; do not edit.
"later" names the part of the work that is to prove the row; tests that touch it already are listed.

| id | promise, invariant or case | due | tests |
|---|---|---|---|
${rows.join('\n')}
`;

if (!process.argv.includes('--check')) writeFileSync(listFile, text);
else if (readFileSync(listFile, 'utf8') !== text)
  problems.push('docs/id-map.md is not current: run node tools/id-map.mjs');
for (const problem of problems) console.error(`id map: ${problem}`);
if (problems.length > 0) process.exit(1);
console.log(
  `id map: ${requirements.length} ids, ${requirements.filter((r) => !r.later).length} due now, no gap`,
);
