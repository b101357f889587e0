// Prints `N passed, N failed` from the report of Vitest, and fails where no test ran or one failed.
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
const report = text === '' ? { numPassedTests: 0, numFailedTests: 0, success: false } : JSON.parse(text);
const { numPassedTests: passed, numFailedTests: failed } = report;

console.log(`${passed} passed, ${failed} failed`);
if (passed === 0 || failed > 0 || !report.success) process.exitCode = 1;
