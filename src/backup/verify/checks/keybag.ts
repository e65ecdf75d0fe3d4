/** Does the backup have the keys that its password would open, in a form that can be read? */
import type { Check, CheckContext } from '../check.ts';
import { keybagHealth, type KeybagHealth } from '../keybag-health.ts';

export const keybag: Check = {
  name: 'keybag',
  begin: (context) => ({
    backup() {
      const health = keybagHealth(context.plists);
      // Without encryption there is one, too, bound to the device; nothing here needs it.
      if (health === undefined || (health.bytes === 0 && context.encrypted !== true)) return;
      const problem = problemOf(health, context);
      const evidence = { file: 'Manifest.plist', key: 'BackupKeyBag', bytes: health.bytes };
      if (problem !== undefined) {
        context.report('keybag-unreadable', problem, { evidence: { ...evidence, lostClasses: health.lostClasses } });
      } else if (health.oddities.length > 0) {
        const message = `The keybag has values that no device writes: ${health.oddities.join(', ')}`;
        context.report('value-unexpected', message, { evidence: { ...evidence, oddities: health.oddities } });
      }
    },
  }),
};

function problemOf({ bytes, reason, lostClasses }: KeybagHealth, { encrypted }: CheckContext): string | undefined {
  if (bytes === 0) return 'Manifest.plist has no keybag, so no password can open this backup.';
  if (reason !== undefined) return `The keybag in Manifest.plist cannot be read: ${reason}`;
  if (encrypted !== true || lostClasses.length === 0) return undefined;
  return `The keybag has no usable key for files in these protection classes: ${lostClasses.join(', ')}.`;
}
