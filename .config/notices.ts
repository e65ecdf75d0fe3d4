/** The licences of what others wrote and our bundles hold, made from what esbuild has really put into them. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ROOT } from './bundles.ts';

export const NOTICES_FILE = 'dist/THIRD-PARTY-NOTICES.txt';

/** The words of the MIT licence, for packages that name it and carry no file: its holder is their author. */
const MIT_TERMS = readFileSync(join(ROOT, 'LICENSE'), 'utf8').replace(/^[^]*?(?=Permission is hereby)/, '');
const LICENCE_FILE = /^(licen[cs]e|copying|notices?|third-?party-?notices)([.-].*)?$/i;

/** Folders of packages, relative to the root, of which at least one byte is in an output. */
export function bundledPackages(metafiles: readonly Metafile[]): string[] {
  const inputs = metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap((output) => Object.entries(output.inputs)));
  const folders = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => packageFolderOf(path));
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** `node_modules/@scope/name/dist/x.js` is of `node_modules/@scope/name`; a nested installation counts by its last one. */
export function packageFolderOf(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path.replaceAll('\\', '/'))?.[0];
}

/** Throws for a package whose licence cannot be told: it must not be shipped. */
export function noticesOf(folders: readonly string[]): string {
  const head = 'iOS Backup Lab holds the following software of others, each under the terms that follow its name.\n';
  return [head, ...folders.map(noticeOf)].join(`\n${'-'.repeat(80)}\n\n`);
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

function noticeOf(folder: string): string {
  const path = join(ROOT, folder);
  const { name, version, license, author } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as PackageJson;
  const texts = readdirSync(path)
    .filter((file) => LICENCE_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(path, file), 'utf8').trim());
  const holder = typeof author === 'string' ? author : author?.name;
  if (texts.length === 0 && license === 'MIT' && holder !== undefined) texts.push(`Copyright (c) ${holder}\n\n${MIT_TERMS.trim()}`);
  if (texts.length === 0 || license === undefined) throw new Error(`${folder} carries no licence that could be shipped`);
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

/** Packages that are copied as they are, next to the bundles. */
export function folderOfPackage(name: string): string {
  const folder = `node_modules/${name}`;
  if (!existsSync(join(ROOT, folder))) throw new Error(`${name} is not installed`);
  return folder;
}
