/** `backup-lab doctor`: looks for the reason why a device or a backup cannot be seen. */
import { homedir } from 'node:os';
import { doctorLines, inEnglish, type DoctorLine } from '../../view/index.ts';
import { withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { openMux, withMuxOption, type MuxOptions } from '../mux.ts';
import { printable } from '../printable.ts';
import { waitForDevice } from '../progress-line.ts';
import type { CommandContext } from '../command-context.ts';
import { print, printDocument } from '../terminal.ts';

interface Options extends MuxOptions {
  readonly json?: true;
}

const MARKS: Readonly<Record<DoctorLine['state'], string>> = { good: 'ok  ', problem: 'FAIL', note: 'note' };

export function registerDoctor({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('doctor')
    .summary('Find out why a device cannot be seen')
    .description('Check usbmuxd, the devices behind it, and folders with backups, and show what to do about each problem.')
    .argument('[DIR...]', 'Folders that should contain backups (default: the folders of Finder, iTunes or Apple Devices)');
  withJsonOption(withMuxOption(command));
  withExamples(command, [['Check everything', 'backup-lab doctor']]);
  withExitCodes(command, { good: 'No problem was found', thisComputer: 'Problems were found. The lines marked FAIL say what to do' });
  command.action((directories: readonly string[], options: Options) =>
    run(async () => {
      using _waiting = waitForDevice(terminal);
      const { diagnose, standardBackupFolders } = await import('../../backup/index.ts');
      const folders = directories.length > 0 ? directories : standardBackupFolders(terminal.env, process.platform, homedir());
      const { signal, env: environment } = terminal;
      const diagnosis = await diagnose({ mux: await openMux(options, terminal), folders, environment, signal });
      const lines = doctorLines(diagnosis, { surface: 'terminal', translate: inEnglish, home: homedir() });
      if (options.json) await printDocument(terminal, 'doctor', { ...diagnosis, lines });
      else await print(terminal, lines.map(({ state, text }) => `${MARKS[state]}  ${printable(text)}\n`).join(''));
      return lines.some(({ state }) => state === 'problem') ? EXIT.thisComputer : EXIT.good;
    }, options),
  );
}
