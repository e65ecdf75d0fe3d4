/** Writes COUNT files of SIZE bytes to the tree that an extraction makes, with writeFileSync and nothing else, on THREADS threads: what the disk takes. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { benchName } from './bench-names.ts';

interface Share {
  readonly target: string;
  readonly first: number;
  readonly end: number;
  readonly size: number;
}

function writeShare({ target, first, end, size }: Share): void {
  const content = Buffer.alloc(size, 7);
  let made = '';
  for (let number = first; number < end; number++) {
    const { domain, relativePath } = benchName(number);
    const path = join(target, domain, relativePath);
    const folder = dirname(path);
    if (folder !== made) mkdirSync(folder, { recursive: true });
    made = folder;
    writeFileSync(path, content);
  }
}

if (!isMainThread) {
  writeShare(workerData as Share);
} else {
  const [target = '', ...numbers] = process.argv.slice(2);
  const [count = 0, size = 0, threads = 1] = numbers.map(Number);
  const shares = Array.from({ length: threads }, (_, index) => ({
    target,
    first: Math.floor((count * index) / threads),
    end: Math.floor((count * (index + 1)) / threads),
    size,
  }));
  if (threads === 1) shares.forEach(writeShare);
  else await Promise.all(shares.map((share) => once(new Worker(new URL(import.meta.url), { workerData: share }), 'exit')));
}
