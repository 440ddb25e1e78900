// Imports run one way: cli → operator, agent, git-gate, bottle, gateway → supervisor, queue → core.
const only = (from, allowed) => ({
  name: `${from}-imports-${allowed.join('-') || 'nothing-else'}`,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: `^src/(${[from, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: '^src/cli/' }, to: {} },
    only('core', []),
    only('queue', ['core']),
    only('supervisor', ['core']),
    only('gateway', ['core']),
    only('operator', ['core', 'supervisor']),
    {
      name: 'core-is-pure',
      comment: 'No file, socket, process, timer or worker in core; hashing, decompression and paths are computation.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|zlib|path|buffer|util|url)$' },
    },
    {
      name: 'gateway-loads-no-ui',
      severity: 'error',
      from: { path: '^src/(gateway|core|queue)/' },
      to: { path: 'node_modules/(react|ink|hono|preact|@modelcontextprotocol|pg)/' },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
    doNotFollow: { path: 'node_modules' },
  },
};
