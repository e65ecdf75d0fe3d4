/** The faults of one device: armed by id, asked at every point, carried out where they strike. */
import type { Connection } from '../../device-protocol/index.ts';
import type { Clock } from '../phone/clock.ts';
import { SeededRandom } from '../content/seeded-random.ts';
import type { FaultedDevice } from './faulted-device.ts';
import { armFault } from './arm-fault.ts';
import type { Armed } from './armed.ts';
import type { ArmedFault, FaultEffect, FaultSettings, LinkEffect, PlaceEffect } from './fault.ts';
import type { FaultLink, FaultPoints, OpenedLink } from './fault-link.ts';
import { LinkMeter } from './link-meter.ts';
import { LinkShaper, linkStruck } from './link-shaper.ts';

interface InjectorOptions {
  readonly device: FaultedDevice;
  readonly clock: Clock;
  /** False for a test of tests: faults are armed and never strike. */
  readonly isEnabled: boolean;
  /** Fires when the simulator closes. */
  readonly signal: AbortSignal;
}

export class FaultInjector implements FaultPoints {
  readonly #options: InjectorOptions;
  readonly #armed: Armed[] = [];
  readonly #links = new Set<FaultLink>();
  #sequence = 0;

  constructor(options: InjectorOptions) {
    this.#options = options;
  }

  get armed(): readonly ArmedFault[] {
    return this.#armed;
  }

  /** Throws `simulator-fault-unknown`, `simulator-fault-malformed`. */
  arm(id: string, settings: FaultSettings = {}): ArmedFault {
    const { device, isEnabled } = this.#options;
    const random = new SeededRandom(device.seed, `fault ${id.toUpperCase()} ${String(this.#sequence++)}`);
    const later = (seconds: number, work: () => void) => {
      this.#later(seconds, work);
    };
    const armed = armFault({ id, settings, device, random, isEnabled, later });
    this.#armed.push(armed);
    for (const link of this.#links) this.#expect(armed, link);
    return armed;
  }

  disarmAll(): void {
    for (const armed of this.#armed.splice(0)) armed.disarm();
  }

  /** Whether any fault could strike there at all: what a hot path asks before it builds anything. */
  watches(point: string): boolean {
    return this.#options.isEnabled && this.#armed.some((armed) => armed.watches(point));
  }

  /** A connection to `port` begins, before the mux has answered; `begin` counts and shapes what goes over it from then on. */
  openLink(connection: Connection, port: string, signal: AbortSignal): OpenedLink {
    const { clock, isEnabled } = this.#options;
    const gone = new AbortController();
    const both = AbortSignal.any([signal, gone.signal]);
    const meter = new LinkMeter(clock);
    const armed = () => (isEnabled ? this.#armed.filter((fault) => fault.watches('link')) : []);
    const perform = (effects: readonly FaultEffect[]) => this.#perform(effects, link);
    const shaper = new LinkShaper({ connection, signal: both, meter, port, clock, armed, perform });
    const begin = () => {
      connection.shape(shaper);
      this.#links.add(link);
      for (const fault of armed()) this.#expect(fault, link);
    };
    const link = { connection, signal: both, meter, shaper, begin };
    void connection.closed.then(() => {
      this.#links.delete(link);
      gone.abort();
    });
    return link;
  }

  /**
   * Asks every armed fault. Effects on the link are carried out here, in the order in which the faults were armed; the first effect of the
   * other kind is returned for the place itself to carry out. Throws 'link-lost' when the link is cut or ended, 'cancelled'.
   */
  async meet(point: string, argument = '', link?: FaultLink): Promise<PlaceEffect | undefined> {
    if (!this.watches(point)) return undefined;
    let forPlace: PlaceEffect | undefined;
    for (const armed of [...this.#armed]) {
      const effects = armed.strike(point, argument, link?.meter);
      if (effects === undefined) continue;
      this.#options.device.log.info(`fault ${armed.id} occurs at ${point}${argument === '' ? '' : `(${argument})`}`);
      const effect = await this.#perform(effects, link);
      forPlace ??= effect;
    }
    return forPlace;
  }

  /** Carries out what acts on the link, and returns the first effect that the place has to carry out. */
  async #perform(effects: readonly FaultEffect[], link: FaultLink | undefined): Promise<PlaceEffect | undefined> {
    let forPlace: PlaceEffect | undefined;
    for (const effect of effects) {
      if (isLinkEffect(effect)) await this.#performOnLink(effect, link);
      else forPlace ??= effect;
    }
    return forPlace;
  }

  async #performOnLink(effect: LinkEffect, link: FaultLink | undefined): Promise<void> {
    switch (effect.kind) {
      case 'act':
        await effect.act(link?.signal);
        return;
      case 'delay':
        await this.#options.clock.sleep(effect.seconds * 1000, link?.signal ?? this.#options.signal);
        return;
      case 'segments':
        link?.shaper.segment(effect.bytes, effect.first);
        return;
      case 'glue':
        link?.shaper.glue();
        return;
      case 'idle-limit':
        if (link !== undefined) void this.#endWhenIdle(effect.seconds, link);
        return;
      case 'cut':
        await cutLink(link, effect.reset === true);
        throw linkStruck('cut');
      case 'end':
        throw linkStruck('ended');
      case 'silence':
        link?.shaper.hush();
        return;
    }
  }

  /** Closes politely, and tells nobody: whoever serves the connection finds it closed. */
  async #endWhenIdle(seconds: number, { connection, meter, signal }: FaultLink): Promise<void> {
    try {
      for (let before = -1; before !== meter.messages && !connection.isOver;) {
        before = meter.messages;
        await this.#options.clock.sleep(seconds * 1000, signal);
      }
      await connection.close();
    } catch {
      // The host has gone before.
    }
  }

  #expect(armed: Armed, link: FaultLink): void {
    if (this.#options.isEnabled && armed.watches('link')) link.shaper.expect(armed);
  }

  #later(seconds: number, work: () => void): void {
    const { clock, signal } = this.#options;
    // Rejects only when the simulator closes, and then there is nothing left to do.
    clock.sleep(seconds * 1000, signal).then(work, () => undefined);
  }
}

/** What was sent before goes out first, so that the host gets every byte up to the cut. */
async function cutLink(link: FaultLink | undefined, isReset: boolean): Promise<void> {
  if (link === undefined) return;
  await link.connection.flush();
  if (isReset) link.connection.reset();
  else link.connection.destroy();
}

function isLinkEffect(effect: LinkEffect | PlaceEffect): effect is LinkEffect {
  return ['cut', 'end', 'silence', 'delay', 'segments', 'glue', 'idle-limit', 'act'].includes(effect.kind);
}
