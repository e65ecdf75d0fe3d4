/** The faults of one device: armed by id, asked at every point, carried out where they strike. */
import type { Connection } from '../../device-protocol/index.ts';
import type { Clock } from '../clock.ts';
import { SeededRandom } from '../content/seeded-random.ts';
import type { SimulatedDevice } from '../device.ts';
import { armFault, type Armed } from './arm-fault.ts';
import type { ArmedFault, FaultSettings, LinkEffect, PlaceEffect } from './fault.ts';
import { LinkMeter } from './link-meter.ts';
import { LinkShaper, linkStruck } from './link-shaper.ts';

/** One connection into a device, as faults see it. */
export interface FaultLink {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly meter: LinkMeter;
  readonly shaper: LinkShaper;
}

export class FaultInjector {
  readonly #device: SimulatedDevice;
  readonly #clock: Clock;
  /** False for a test of tests: faults are armed and never strike. */
  readonly #isEnabled: boolean;
  readonly #armed: Armed[] = [];
  #sequence = 0;

  constructor(device: SimulatedDevice, clock: Clock, isEnabled: boolean) {
    this.#device = device;
    this.#clock = clock;
    this.#isEnabled = isEnabled;
  }

  get armed(): readonly ArmedFault[] {
    return this.#armed;
  }

  /** Throws `simulator-fault-unknown`, `simulator-fault-malformed`. */
  arm(id: string, settings: FaultSettings = {}): ArmedFault {
    const random = new SeededRandom(this.#device.seed, `fault ${id} ${String(this.#sequence++)}`);
    const armed = armFault({ id, settings, device: this.#device, random, isEnabled: this.#isEnabled });
    this.#armed.push(armed);
    return armed;
  }

  disarmAll(): void {
    for (const armed of this.#armed.splice(0)) armed.disarm();
  }

  /** Whether any fault could strike there at all: what a hot path asks before it builds anything. */
  watches(point: string): boolean {
    return this.#isEnabled && this.#armed.some((armed) => armed.watches(point));
  }

  /** A connection to `port` begins: it is counted, and shaped when a fault strikes in the middle of what is sent. */
  openLink(connection: Connection, port: string, signal: AbortSignal): FaultLink {
    const meter = new LinkMeter(this.#clock);
    const armed = () => (this.#isEnabled ? this.#armed.filter((fault) => fault.watches('link')) : []);
    const perform = (effect: LinkEffect) => this.#perform(effect, link);
    const shaper = new LinkShaper({ connection, signal, meter, port, clock: this.#clock, armed, perform });
    const link: FaultLink = { connection, signal, meter, shaper };
    connection.shape(shaper);
    return link;
  }

  /**
   * Asks every armed fault. Effects on the link are carried out here, in the order in which the faults were armed; the first effect of the
   * other kind is returned for the place itself to carry out. Throws 'link-lost' when the link is cut or ended, 'cancelled'.
   */
  async meet(point: string, argument = '', link?: FaultLink): Promise<PlaceEffect | undefined> {
    if (!this.watches(point)) return undefined;
    let forPlace: PlaceEffect | undefined;
    for (const armed of this.#armed) {
      const effect = armed.strike(point, argument, link?.meter);
      if (effect === undefined) continue;
      this.#device.log.info(`fault ${armed.id} strikes at ${point}${argument === '' ? '' : `(${argument})`}`);
      if (isLinkEffect(effect)) await this.#perform(effect, link);
      else forPlace ??= effect;
    }
    return forPlace;
  }

  async #perform(effect: LinkEffect, link: FaultLink | undefined): Promise<void> {
    switch (effect.kind) {
      case 'act':
        await effect.act();
        return;
      case 'delay':
        await this.#clock.sleep(effect.seconds * 1000, link?.signal);
        return;
      case 'segments':
        if (link !== undefined) link.shaper.segmentBytes = effect.bytes;
        return;
      case 'cut':
        if (effect.reset === true) link?.connection.reset();
        else link?.connection.destroy();
        throw linkStruck('cut');
      case 'end':
        throw linkStruck('ended');
      case 'silence':
        await link?.shaper.hush();
        return;
    }
  }
}

function isLinkEffect(effect: LinkEffect | PlaceEffect): effect is LinkEffect {
  return ['cut', 'end', 'silence', 'delay', 'segments', 'act'].includes(effect.kind);
}
