/** The process of hard-look.ts, held to little memory and to an answer in time. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LookAnswer, LookRequest } from './hard-look.ts';

const HEAP_MIB = 256;

export interface HardLooker extends AsyncDisposable {
  /** Rejects when the process dies or takes longer than that. */
  look(request: LookRequest, timeoutMs?: number): Promise<LookAnswer>;
}

export function startHardLooker(): HardLooker {
  const script = join(import.meta.dirname, 'hard-look.ts');
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MIB.toString()}`, script], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => {
      reject(new Error(`the process ended (${String(status ?? signal)}): ${said}`));
    });
  });
  ended.catch(() => undefined);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async look(request, timeoutMs = 30_000) {
      const late = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      try {
        child.stdin.write(`${JSON.stringify(request)}\n`);
        const { value } = await Promise.race([answers.next(), ended]);
        if (typeof value !== 'string') return await ended;
        return JSON.parse(value) as LookAnswer;
      } finally {
        clearTimeout(late);
      }
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended.catch(() => undefined);
    },
  };
}
