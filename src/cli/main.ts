#!/usr/bin/env node
import { userInfo } from 'node:os';
import type { CliContext } from './context.ts';
import { installProcessGuards } from './process-guards.ts';
import { runCli } from './program.ts';

installProcessGuards();
// A reader that leaves is told to the writing command by the write itself.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const context: CliContext = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  userName,
  now: () => new Date(),
  onSignal(signal, handler) {
    process.on(signal, handler);
    return () => process.off(signal, handler);
  },
  exitNow: (code) => process.exit(code),
};

process.exit(await runCli(process.argv.slice(2), context));

/** A user without an entry in the user database has a number only. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
