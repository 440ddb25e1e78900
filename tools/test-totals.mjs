// Adds up vitest's JSON reports. Fails where a test failed, was skipped, or none ran: here everything it needs is installed.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
let skipped = 0;
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  // A file that could not be loaded holds no failed test of its own.
  failed += report.testResults.filter((f) => f.status === 'failed' && f.assertionResults.length === 0).length;
  for (const result of report.testResults) {
    for (const test of result.assertionResults) {
      if (test.status === 'failed') console.log(`failed: ${test.fullName}`);
      if (test.status !== 'failed' && test.status !== 'passed') console.log(`skipped: ${test.fullName}`);
    }
  }
}
if (skipped > 0) console.log(`${skipped} tests were skipped although CI installs what they need`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || skipped > 0 || passed === 0 ? 1 : 0;
