/** Makes tests of damage: every kind in every era where it makes sense must lead to its one finding, name what is damaged, and change nothing. */
import assert from 'node:assert/strict';
import {
  FINDING_SEVERITY,
  unlockBackup,
  type BackupKeys,
  type Finding,
  type VerifyLevel,
  type VerifyReport,
} from '../../../src/backup/index.ts';
import { recordTree } from '../backup-copy.ts';
import type { DamageKind } from './damage-kind.ts';
import { judgedBackup } from './judged-backup.ts';
import { Specimen } from './specimen.ts';
import { ERAS, writtenBackup, type Era, type WrittenRow } from './written-backups.ts';

/** Counts of the undamaged backups, which others are compared with. */
const undamaged = new Map<Era, Promise<VerifyReport>>();

/** Without rows there are no files to count. */
const UNCOUNTED: readonly (string | undefined)[] = ['catalogue-empty', 'catalogue-too-old'];

export function describeDamage(title: string, kinds: readonly DamageKind[]): void {
  describe(title, () => {
    before(async () => {
      await Promise.all(ERAS.map(writtenBackup));
    });
    for (const kind of kinds) {
      const eras = ERAS.filter((era) => kind.eras?.(era) ?? true);
      it(`${kind.what} (${eras.map(({ name }) => name).join(', ')})`, async () => {
        await Promise.all(eras.map((era) => checkDamage(kind, era)));
      });
    }
  });
}

async function checkDamage(kind: DamageKind, era: Era): Promise<void> {
  using specimen = await Specimen.of(era);
  const damaged = kind.damage(specimen);
  const before = recordTree(specimen.path);
  const report = await verified(specimen, kind.unlock);
  const quick = await verified(specimen, kind.unlock, 'quick');
  assert.deepEqual(recordTree(specimen.path), before, `${era.name}: left as it is`);
  const label = `${era.name}: ${JSON.stringify(report.findings, undefined, 1)}`;
  const code = typeof kind.code === 'function' ? kind.code(era) : kind.code;
  checkFindings(report.findings, code, damaged, label);
  checkQuick(quick, code);
  const good = await verifiedUndamaged(era);
  const graveness = code === undefined ? 'information' : FINDING_SEVERITY[code];
  const verdict = typeof kind.verdict === 'function' ? kind.verdict(era) : kind.verdict;
  assert.equal(report.verdict, verdict ?? (graveness === 'error' ? 'damaged' : good.verdict), label);
  // Of files that no key opens, or that nothing names, little can be counted.
  if (kind.unlock !== undefined || report.verdict === 'unreadable' || UNCOUNTED.includes(code)) return;
  for (const state of ['damaged', 'missing', 'knownGap', 'notChecked'] as const) {
    assert.equal(report.counts[state], good.counts[state] + (kind.counts?.[state] ?? 0), `${state}, ${label}`);
  }
}

/** Nothing above information but the one finding, which is there once and names what was damaged. */
function checkFindings(findings: readonly Finding[], code: string | undefined, damaged: WrittenRow | string, label: string): void {
  const grave = findings.filter((finding) => finding.severity !== 'information' || finding.code === code);
  const named = code === 'size-differs-benignly' ? grave.filter((finding) => names(finding, damaged)) : grave;
  assert.deepEqual(
    named.map((finding) => finding.code),
    code === undefined ? [] : [code],
    label,
  );
  for (const finding of named) assert.ok(names(finding, damaged), `names what is damaged: ${label}`);
}

/** A quick look sees less; it blames nothing else. */
function checkQuick({ findings }: VerifyReport, code: string | undefined): void {
  const grave = findings.filter(({ severity }) => severity !== 'information');
  assert.ok(
    grave.every((finding) => finding.code === code),
    `quick: ${JSON.stringify(grave)}`,
  );
  assert.ok(grave.length <= 1);
}

function names({ domain, relativePath, fileID, evidence }: Finding, damaged: WrittenRow | string): boolean {
  if (typeof damaged === 'string') return evidence.file === damaged;
  const isRow = domain === damaged.domain && relativePath === damaged.relativePath && fileID === damaged.fileID;
  return isRow && (evidence.file === undefined || evidence.file === damaged.place);
}

export function verifiedUndamaged(era: Era): Promise<VerifyReport> {
  const known = undamaged.get(era) ?? verifiedFresh(era);
  undamaged.set(era, known);
  return known;
}

async function verifiedFresh(era: Era): Promise<VerifyReport> {
  using specimen = await Specimen.of(era);
  return await verified(specimen);
}

/** With the keys when there are any to be had. */
async function verified(specimen: Specimen, refusal?: string, level: VerifyLevel = 'full'): Promise<VerifyReport> {
  const { password } = specimen.facts;
  const keys = password === null ? undefined : await keysOf(specimen.path, password, refusal);
  try {
    return await judgedBackup(specimen.path, level, keys);
  } finally {
    await keys?.lock();
  }
}

async function keysOf(path: string, password: string, refusal: string | undefined): Promise<BackupKeys | undefined> {
  if (refusal === undefined) return await unlockBackup(path, password);
  await assert.rejects(unlockBackup(path, password), { code: refusal });
  return undefined;
}
