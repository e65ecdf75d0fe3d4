/**
 * How free the extension host stays while a simulated phone that this window started is backed up, verified and held against a contract. A measurement of minutes, not a
 * test: it exists only when `npm run bench -- event-loop` says with how many files.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Session, type Profiler } from 'node:inspector';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import sinon from 'sinon';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids.ts';
import { watchProgress } from './dialogs.ts';
import { Lab, api, deviceRow, noDevices, setSetting, waitFor } from './support.ts';

const COUNT = Number(process.env.EVENT_LOOP_FILES ?? 0);
const RESOLUTION_MS = 5;
const BYTES_A_FILE = 1000;
/** How often a device is plugged in to see how soon it is in the tree. */
const ATTACHMENTS = 20;
/** A rule that is kept, one that stays open because the phone has compressed files, and one that every file breaks. */
const CONTRACT = 'device: true\nmustNot: ["**/*.pem"]\nmustNotContain: [{ pattern: "tok_live_[0-9]+" }]\nfrozen: true\n';
/** Frames of the product, as a profile names their files. */
const OWN = /[\\/]dist[\\/](?!webview)/;

/** What the thread did in one measured stretch. */
interface Measured {
  readonly p99: number;
  readonly max: number;
  /** The longest stretch without a pause in which code of the product ran. */
  readonly ownTask: number;
  readonly where: string;
}

async function measured(work: () => Promise<unknown>): Promise<Measured> {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const session = new Session();
  session.connect();
  const post = <Answer>(method: string, params: object = {}) =>
    new Promise<Answer>((resolve, reject) => {
      session.post(method, params, (error, answer) => {
        if (error === null) resolve(answer as Answer);
        else reject(error);
      });
    });
  await post('Profiler.enable');
  await post('Profiler.setSamplingInterval', { interval: 1000 });
  await post('Profiler.start');
  delays.enable();
  await work();
  delays.disable();
  const { profile } = await post<{ profile: Profiler.Profile }>('Profiler.stop');
  session.disconnect();
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return { p99: ms(delays.percentile(99)), max: ms(delays.max), ...longestOwnTask(profile) };
}

/** Samples between two idle ones are one task; the time of those that are in the product's code or called by it is its own. */
function longestOwnTask({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Pick<Measured, 'ownTask' | 'where'> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const ownFrame = (id: number | undefined): string | undefined => {
    for (let at = id; at !== undefined; at = parents.get(at)) {
      const { url = '', functionName = '' } = byId.get(at)?.callFrame ?? {};
      if (OWN.test(url)) return `${functionName || '(anonymous)'} of ${url.split(/[\\/]/).at(-1) ?? ''}`;
    }
    return undefined;
  };
  let longest = { ownTask: 0, where: 'nothing' };
  let task = 0;
  samples.forEach((id, index) => {
    const frame = ownFrame(id);
    task = frame === undefined ? 0 : task + (timeDeltas[index] ?? 0) / 1000;
    if (frame !== undefined && task > longest.ownTask) longest = { ownTask: task, where: frame };
  });
  return longest;
}

function inWords({ p99, max, ownTask, where }: Measured): string {
  return `p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms, longest own task ${ownTask.toFixed(1)} ms in ${where}`;
}

if (COUNT > 0) {
  describe('the event loop of the extension host', () => {
    let folder: string;
    let udid: string;

    before(async () => {
      folder = await mkdtemp(join(process.env.IN_HOST_FOLDER ?? '.', 'backups-'));
      await setSetting(SETTINGS.defaultBackupFolder, folder);
      await setSetting(SETTINGS.verifyAfterBackup, 'off');
      await vscode.commands.executeCommand('workbench.view.extension.iosBackup');
      watchProgress();
    });

    after(async () => {
      sinon.restore();
      await setSetting(SETTINGS.defaultBackupFolder, undefined);
      await setSetting(SETTINGS.verifyAfterBackup, undefined);
      await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    });

    /** All files, and the content of each. */
    async function holdContract(): Promise<void> {
      const uri = vscode.Uri.file(join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'bench.backup-contract.yml'));
      await writeFile(uri.fsPath, CONTRACT);
      const { items, profiles } = await (await api()).contracts.open();
      const find = () => Promise.resolve(items.controller.items.get(uri.toString()));
      const item = await waitFor(find, items.onDidChange, 'a test for the contract');
      const profile = profiles.find(({ label }) => label === 'On a Backup');
      const states: string[] = [];
      const create = items.controller.createTestRun.bind(items.controller);
      const stub = sinon.stub(items.controller, 'createTestRun').callsFake((...args) => {
        const run = create(...args);
        for (const state of ['passed', 'failed', 'errored', 'skipped'] as const) sinon.stub(run, state).callsFake(() => states.push(state));
        return run;
      });
      try {
        const request = new vscode.TestRunRequest([item], undefined, profile);
        await profile?.runHandler(request, new vscode.CancellationTokenSource().token);
      } finally {
        stub.restore();
        await rm(uri.fsPath, { force: true });
      }
      if (states.join() !== 'passed,errored,failed') throw new Error(`the rules are ${states.join()}`);
    }

    const stretches: readonly (readonly [what: string, work: () => Promise<unknown>])[] = [
      [
        'starting a simulated phone',
        async () => {
          await vscode.commands.executeCommand(COMMANDS.startSimulatedDevice, { bulk: { count: COUNT, size: BYTES_A_FILE } });
          udid = (await (await api()).listDevices())[0]?.udid ?? '';
        },
      ],
      ['backing it up', async () => vscode.commands.executeCommand(COMMANDS.backUpNow, udid)],
      ['verifying the backup in full', async () => vscode.commands.executeCommand(COMMANDS.verifyFull, join(folder, udid))],
      ['holding a contract with a pattern against the backup', holdContract],
      [
        'stopping it',
        async () => {
          await vscode.commands.executeCommand(COMMANDS.stopSimulatedDevice, udid);
          await noDevices();
        },
      ],
    ];
    for (const [what, work] of stretches) {
      it(what, async function () {
        this.timeout(900_000);
        const errors = sinon.stub(vscode.window, 'showErrorMessage');
        const found = await measured(work);
        const failures = errors.getCalls().map(({ args }) => args[0]);
        errors.restore();
        if (failures.length > 0) throw new Error(failures.join());
        // For the benchmark, which judges it.
        if (this.test !== undefined) this.test.title += ` (${inWords(found)})`;
      });
    }
  });

  describe('the event loop of the extension host and the tree', () => {
    it('has a device in it after it was attached', async function () {
      this.timeout(300_000);
      await vscode.commands.executeCommand('workbench.view.extension.iosBackup');
      const lab = await Lab.open();
      const times: number[] = [];
      for (let count = 0; count < ATTACHMENTS; count++) {
        const phone = await lab.plugIn();
        phone.detach();
        await noDevices();
        const attached = performance.now();
        phone.attach();
        await deviceRow(phone.udid);
        times.push(performance.now() - attached);
        phone.detach();
        await noDevices();
      }
      await lab.close();
      times.sort((a, b) => a - b);
      const [middle = 0, longest = 0] = [times[ATTACHMENTS / 2], times.at(-1)];
      if (this.test !== undefined) this.test.title += ` (median ${middle.toFixed(1)} ms, longest ${longest.toFixed(1)} ms)`;
    });
  });
}
