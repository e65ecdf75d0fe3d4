/** Looks, before anything is written, whether something already stands where a step of the plan would go. Nothing on the disk changes. */
import { systemErrorCode } from '../../base/index.ts';
import { BackupError } from '../errors.ts';
import { decideFile, type ExtractionContext } from './extraction.ts';
import { decideLink, linkText } from './make-link.ts';
import type { PlannedFolder, Step } from './tree-plan.ts';

/** @throws BackupError 'target-exists' with the path that is taken; 'unsafe-path' where a link stands in the place of a folder; 'target-inside-backup' */
export function throwAtConflict(step: Step, context: ExtractionContext): void {
  if (step.kind === 'leave') return;
  if (step.kind === 'enter') {
    lookInto(step.folder, context);
    return;
  }
  const { entry } = step;
  if (entry.folder.state === 'absent') return;
  const prefix = context.target.at(entry.folder.path);
  const text = step.kind === 'symlink' ? linkText(entry, context.rules) : undefined;
  if (step.kind === 'symlink' && text === undefined) return;
  const decision = text === undefined ? decideFile(entry, prefix, context) : decideLink(entry, text, { prefix, policy: 'fail' });
  if (decision.kind !== 'conflict') return;
  const path = `${entry.folder.path}/${entry.given.disk}`;
  throw new BackupError('target-exists', `${path} already exists`, { data: { path } });
}

function lookInto(folder: PlannedFolder, { target }: ExtractionContext): void {
  folder.state = 'absent';
  if (folder.above?.state === 'absent') return;
  try {
    target.at(folder.path);
    folder.state = 'standing';
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
