#!/usr/bin/env node
/** Starts the command line: a launcher without imports, so that a Node that is too old gets a sentence instead of a stack. */
const CANCELLED = 10;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `backup-lab needs Node 22.13 or newer and this is ${process.versions.node}. ` +
      'In a checkout use "npm run --silent backup-lab -- …", which brings its own. (node-too-old)\n',
  );
  process.exitCode = 6;
} else {
  // Nothing has begun yet: Ctrl+C ends it as cancelled, and not as a program that nobody has asked.
  const cancelEarly = () => process.exit(CANCELLED);
  for (const name of SIGNALS) process.on(name, cancelEarly);
  const { endNow, runProgram } = await import('./program.ts');
  const running = runProgram(process.argv.slice(2));
  // Only now: a signal for which nobody listens, be it for a moment, is lost.
  for (const name of SIGNALS) process.off(name, cancelEarly);
  process.exitCode = await running;
  // What was cancelled has cleaned up; only a thread that nobody can stop may still be computing.
  if (process.exitCode === CANCELLED) endNow(CANCELLED);
}

export {};
