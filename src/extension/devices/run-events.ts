/** What happens with the events of a run with a device: they are logged, and prompts on its screen show in its row. Knows no VS Code. */
import type { BackupEvent } from '../../backup/index.ts';
import type { Log } from '../../base/index.ts';
import { promptOf } from '../../view/index.ts';
import type { DeviceRegistry } from './device-registry.ts';

interface RunWithDevice {
  readonly devices: Pick<DeviceRegistry, 'setPrompt'>;
  readonly reporter: { readonly log: Log };
}

/** For the `onEvent` of a run. The end of a job takes its prompt away. */
export function runEvents({ devices, reporter }: RunWithDevice, udid: string): (event: BackupEvent) => void {
  return ({ kind, code, message, secondsLeft }) => {
    reporter.log.info(`${kind} ${code}: ${message}`);
    const prompt = promptOf(code);
    if (prompt === undefined) return;
    const until = secondsLeft === undefined ? {} : { until: new Date(Date.now() + secondsLeft * 1000) };
    devices.setPrompt(udid, prompt === 'gone' ? undefined : { kind: prompt, ...until });
  };
}
