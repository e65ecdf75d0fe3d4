/** What a page shows of a backup besides its files: the answers for its Overview and its Findings. Knows no VS Code. */
import { dirname } from 'node:path';
import {
  FINDING_SEVERITY,
  findBackups,
  listHistory,
  rememberedSize,
  type Backup,
  type BackupSummary,
  type FoundBackup,
} from '../../backup/index.ts';
import {
  MOST_FINDINGS,
  findingsView,
  overview,
  sizesView,
  type ActionId,
  type FindingsView,
  type KnownBackup,
  type Locale,
  type Overview,
  type SizesView,
} from '../../view/index.ts';

/** Backups of one device that a page lists. */
const MOST_IN_TIMELINE = 50;

interface OverviewSource {
  readonly path: string;
  /** Rejects with what keeps the list of files from being read. */
  readonly backup: () => Promise<Backup>;
  readonly locale: Locale;
}

/** Looks at every payload before it says that a verdict holds: that may take seconds, and what has changed is never called good. */
export async function answerOverview({ path, backup, locale }: OverviewSource, signal: AbortSignal): Promise<Overview> {
  const opened = await backup().catch(() => undefined);
  const beside = await findBackups([dirname(path)], { signal });
  const own = beside.find(({ summary }) => summary.path === path) ?? (await findBackups([path], { signal }))[0];
  const summary = opened?.summary ?? own?.summary;
  // Nothing is known of a folder that is gone; the question for its files says what is wrong.
  if (summary === undefined) throw await whyNot(backup);
  const known = await knownBackup({ summary, isVersion: own?.archivedAt !== undefined }, true, signal);
  const others = beside.filter((each) => isOfSameDevice(each, summary)).slice(0, MOST_IN_TIMELINE);
  const all = [known];
  for (const other of others) {
    all.push(await knownBackup({ summary: other.summary, isVersion: other.archivedAt !== undefined }, false, signal));
  }
  return overview({ backup: known, all }, locale, new Date());
}

export async function answerSizes({ backup, locale }: OverviewSource, signal: AbortSignal): Promise<SizesView> {
  return sizesView(await (await backup()).sizes({ signal }), locale);
}

export async function answerFindings(
  { path, backup, locale }: OverviewSource,
  labelOf: (action: ActionId) => string | undefined,
  signal: AbortSignal,
): Promise<FindingsView> {
  const history = await listHistory(path, { deep: true, signal });
  const opened = await backup().catch(() => undefined);
  const names = new Map<string, string>();
  for (const fileID of Object.keys(history.verdict?.problems ?? {}).slice(0, 2 * MOST_FINDINGS)) {
    const file = await opened?.getById(fileID, signal);
    if (file !== undefined) names.set(fileID, file.relativePath === '' ? file.domain : `${file.domain}/${file.relativePath}`);
  }
  const known = {
    history,
    severityOf: (code: keyof typeof FINDING_SEVERITY) => FINDING_SEVERITY[code],
    nameOf: (id: string) => names.get(id),
  };
  return findingsView({ ...known, labelOf }, locale, new Date());
}

async function knownBackup(
  { summary, isVersion }: Pick<KnownBackup, 'summary' | 'isVersion'>,
  deep: boolean,
  signal: AbortSignal,
): Promise<KnownBackup> {
  const history = await listHistory(summary.path, { deep, signal });
  const size = await rememberedSize(summary.path);
  return { summary, isVersion, history, ...(size === undefined ? {} : { size }) };
}

function isOfSameDevice({ summary }: FoundBackup, { path, udid }: BackupSummary): boolean {
  return summary.path !== path && udid !== undefined && summary.udid?.toUpperCase() === udid.toUpperCase();
}

async function whyNot(backup: () => Promise<Backup>): Promise<Error> {
  try {
    await backup();
    return new Error('the backup came back while it was looked for');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
