/** `npm run docs`: writes what documents take from the code. `--check` only says what is out of date; `--list` names the sections. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from './bundles.ts';
import { SECTIONS } from './document-sections.ts';
import { generatedDocuments } from './generated-documents.ts';

if (process.argv.includes('--list')) {
  for (const name of Object.keys(SECTIONS)) console.log(`<!-- generated: ${name} --><!-- end -->`);
} else {
  const outdated = generatedDocuments().filter(({ present, wanted }) => present !== wanted);
  const isCheck = process.argv.includes('--check');
  for (const { path, wanted } of outdated) {
    if (!isCheck) await writeDocument(join(ROOT, path), wanted);
    console.log(`${path} ${isCheck ? 'is out of date: npm run docs' : 'written'}`);
  }
  if (outdated.length === 0) console.log('every document is current');
  else if (isCheck) process.exitCode = 1;
}

async function writeDocument(file: string, wanted: string): Promise<void> {
  if (wanted === '') {
    await rm(file);
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, wanted);
}
