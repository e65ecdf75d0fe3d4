/** What a person can do about an error or a finding with one click or one command line. */

/** Named for what happens, not for how a surface calls it. */
export type ActionId = keyof typeof ACTIONS;

interface ActionFacts {
  /** What it is done to. `again` repeats what has failed. */
  readonly to: 'device' | 'backup' | 'nothing' | 'again';
  /** The command line that does it, where there is one. */
  readonly terminal?: string;
}

export const ACTIONS = {
  'try-again': { to: 'again' },
  'back-up': { to: 'device', terminal: 'backup-lab backup UDID DIR' },
  'back-up-full': { to: 'device', terminal: 'backup-lab backup UDID DIR --full' },
  'set-aside': { to: 'device', terminal: 'backup-lab backup UDID DIR --set-aside' },
  'other-folder': { to: 'device' },
  trust: { to: 'device', terminal: 'backup-lab pair UDID --wait 60' },
  'change-password': { to: 'device', terminal: 'backup-lab encryption change UDID' },
  'encrypt-off': { to: 'device', terminal: 'backup-lab encryption off UDID' },
  'encrypt-on': { to: 'device', terminal: 'backup-lab encryption on UDID' },
  unlock: { to: 'backup', terminal: 'backup-lab unlock BACKUP --check' },
  'verify-full': { to: 'backup', terminal: 'backup-lab verify BACKUP --full' },
  salvage: { to: 'backup', terminal: 'backup-lab salvage BACKUP TARGET' },
  'add-folder': { to: 'nothing' },
  'refresh-devices': { to: 'nothing', terminal: 'backup-lab devices' },
  'start-simulated': { to: 'nothing', terminal: 'backup-lab simulate' },
  'run-doctor': { to: 'nothing', terminal: 'backup-lab doctor' },
  'show-log': { to: 'nothing' },
} as const satisfies Readonly<Record<string, ActionFacts>>;

/** What the command line can do of these, by name. */
export function onCommandLine(actions: readonly ActionId[]): ActionId[] {
  return actions.filter((id) => 'terminal' in ACTIONS[id]);
}
