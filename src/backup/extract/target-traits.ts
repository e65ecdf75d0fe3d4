/** Finds out by trying what the file system of a target makes of names: which signs it refuses, and which names it takes for one. */
import { closeSync, lstatSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { systemErrorCode } from '../../base/index.ts';
import { OWN_PREFIX } from './disk-name.ts';
import type { NameRules } from './report.ts';

export interface TargetTraits {
  readonly rules: NameRules;
  /** Two names with the same folded form are one for this file system; undefined when every name stands for itself. */
  readonly fold?: (name: string) => string;
}

const foldAll = (name: string): string => name.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC');

/** `prefix` is a path of the target that ends in `/`. Portable names are told apart as the strictest system does. */
export function probeTarget(prefix: string, token: string, wanted: NameRules | undefined): TargetTraits {
  if (wanted === 'portable' || process.platform === 'win32') return { rules: 'portable', fold: foldAll };
  const folder = `${prefix}${OWN_PREFIX}probe-${token}`;
  mkdirSync(folder, { mode: 0o700 });
  try {
    const rules = wanted ?? (takes(`${folder}/a:b`) ? 'native' : 'portable');
    takes(`${folder}/name`);
    takes(`${folder}/\u00e9`);
    const folds = stands(`${folder}/NAME`) || stands(`${folder}/e\u0301`);
    return folds ? { rules, fold: foldAll } : { rules };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function takes(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx'));
    return true;
  } catch (error) {
    if (['EINVAL', 'EILSEQ', 'ENOENT', 'EPROTO'].includes(systemErrorCode(error) ?? '')) return false;
    throw error;
  }
}

function stands(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
