/** What would prevent a backup, reported before it begins. */
import type { BackupObstacle } from '../backup/index.ts';
import { englishLocale, isErrorCode, obstacleInTerminal } from '../view/index.ts';
import { EXIT, exitOf } from './exit-codes.ts';
import { printDocument, say, type Terminal } from './terminal.ts';

/** Says everything that is off. The exit status if the run would fail for certain; then, with `json`, a document on stdout says why. */
export async function statusBeforeBackup(
  obstacles: readonly BackupObstacle[],
  terminal: Terminal,
  json: boolean,
): Promise<number | undefined> {
  const open = obstacles.filter(({ weight }) => weight !== 'note');
  for (const obstacle of open) {
    const { message, action } = obstacleInTerminal(obstacle, englishLocale);
    say(terminal, `${message}${action === '' ? '' : ` ${action}`} (${obstacle.code})`);
  }
  const blocking = open.find(({ weight }) => weight === 'blocks');
  if (blocking === undefined) return undefined;
  const { code, data } = blocking;
  if (json) await printDocument(terminal, 'error', { code, ...obstacleInTerminal(blocking, englishLocale), data });
  return isErrorCode(code) ? exitOf(code, data) : EXIT.thisComputer;
}
