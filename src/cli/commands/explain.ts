/** `backup-lab explain`: what a code means and what to do. */
import { explain } from '../../view/index.ts';
import { withExamples, withExitCodes, withJsonOption } from '../command-help.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import type { CommandContext } from '../command-context.ts';
import { print, printDocument } from '../terminal.ts';

interface Options {
  readonly json?: true;
}

interface Explained {
  readonly code: string;
  readonly what: string;
  readonly why?: string;
  readonly action?: string;
}

export function registerExplain({ program, terminal, run }: CommandContext): void {
  const command = program
    .command('explain')
    .summary('Explain a code')
    .description(
      'Explain an error code, a finding, a code of the device, an exit code of idevicebackup2 or a simulated fault: what it is, why it happens and what to do.',
    )
    .argument('<CODE>', 'For example disk-full, payload-missing, MBErrorDomain/205, 151 or F37');
  withJsonOption(command);
  withExamples(command, [
    ['Explain what idevicebackup2 ended with', 'backup-lab explain 151'],
    ['Explain a code of the device', 'backup-lab explain MBErrorDomain/205'],
  ]);
  withExitCodes(command, { good: true });
  command.action((code: string, options: Options) =>
    run(async () => {
      const found: Explained | undefined = explain(code, 'terminal') ?? (await faultOf(code));
      if (found === undefined) {
        throw new UsageError(
          `“${code}” is not a known code. Every failure ends with its code in parentheses, and verify shows the codes of findings.`,
        );
      }
      if (options.json) await printDocument(terminal, 'explain', { ...found });
      else await print(terminal, `${[found.code, found.what, found.why, found.action].filter((line) => line !== undefined).join('\n')}\n`);
      return EXIT.good;
    }, options),
  );
}

/** A fault of simulated devices by its id. */
async function faultOf(code: string): Promise<Explained | undefined> {
  const { FAULTS } = await import('../../simulated-device/index.ts');
  const fault = FAULTS.find(({ id }) => id === code.toUpperCase());
  return fault && { code: fault.id, what: fault.title, action: `Simulate it: backup-lab simulate --fault ${fault.id}` };
}
