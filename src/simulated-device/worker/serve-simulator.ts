/** The simulator's side of the conversation with the program that started its thread. */
import type { Log } from '../../base/index.ts';
import { SimulatorError } from '../errors.ts';
import { act } from './phone-action.ts';
import { describePhone, type ArmedPhoneFault, type PhoneDescription } from './phone-description.ts';
import { optionsOf, type PhoneOrder } from './phone-order.ts';
import { PasscodeScreen } from './passcode-screen.ts';
import type { FromSimulator, PhoneLeftovers, SimulatorCalls } from './simulator-messages.ts';
import type { ArmedFault, FaultSettings } from '../faults/fault.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';
import { startSimulator, type Simulator } from '../simulator.ts';

type Send = (message: FromSimulator) => void;

/** A phone, and what only this thread knows of it. */
interface KnownPhone {
  readonly device: SimulatedDevice;
  readonly screen: PasscodeScreen;
  readonly faults: Map<number, { readonly armed: ArmedFault; readonly settings: FaultSettings }>;
}

type Handlers = {
  readonly [Name in keyof SimulatorCalls]: (
    takes: SimulatorCalls[Name]['takes'],
  ) => SimulatorCalls[Name]['gives'] | Promise<SimulatorCalls[Name]['gives']>;
};

/** The calls of one simulator. What happens to its phones is sent as it happens. Throws what startSimulator throws. */
export async function serveSimulator(send: Send): Promise<{ readonly address: string; readonly calls: Handlers }> {
  const simulator = await startSimulator({ devices: [], log: logTo(send) });
  return { address: simulator.address, calls: new ServedSimulator(simulator, send).calls };
}

class ServedSimulator {
  readonly #simulator: Simulator;
  readonly #send: Send;
  readonly #phones = new Map<string, KnownPhone>();
  #faultsMade = 0;
  #isToldSoon = false;

  constructor(simulator: Simulator, send: Send) {
    this.#simulator = simulator;
    this.#send = send;
  }

  readonly calls: Handlers = {
    list: () => this.#describeAll(),
    add: (order) => this.#add(order),
    remove: ({ udid }) => {
      this.#simulator.removeDevice(udid);
      this.#phones.delete(udid);
      this.#changed();
      return undefined;
    },
    act: async ({ udid, action }) => {
      const { device, screen } = this.#phone(udid);
      await act(device, screen, action);
      this.#changed();
      return undefined;
    },
    arm: ({ udid, id, settings }) => this.#arm(this.#phone(udid), id, settings),
    disarm: ({ udid, number }) => {
      const { faults } = this.#phone(udid);
      faults.get(number)?.armed.disarm();
      faults.delete(number);
      this.#changed();
      return undefined;
    },
    leftovers: ({ udid }) => this.#leftovers(this.#phone(udid).device),
    close: async () => {
      await this.#simulator.close();
      return undefined;
    },
  };

  #phone(udid: string): KnownPhone {
    const phone = this.#phones.get(udid);
    if (phone === undefined) throw new SimulatorError('simulator-device-missing', 'there is no device of that UDID', { data: { udid } });
    return phone;
  }

  #add({ faults = [], attached, connection, ...order }: PhoneOrder): PhoneDescription {
    const screen = new PasscodeScreen(() => {
      this.#changed();
      if (screen.isShown) this.#send({ kind: 'question', udid: device.udid, question: 'passcode' });
    });
    // Somebody must be listening before a host can see it.
    const device = this.#simulator.addDevice({ ...optionsOf(order, screen.ask), ...(connection && { connection }), attached: false });
    const phone: KnownPhone = { device, screen, faults: new Map() };
    device.onDidChange((change) => {
      this.#changed();
      if (change === 'trust-dialog') this.#send({ kind: 'question', udid: device.udid, question: 'trust' });
    });
    try {
      for (const { id, ...settings } of faults) this.#arm(phone, id, settings);
    } catch (error) {
      this.#simulator.removeDevice(device.udid);
      throw error;
    }
    this.#phones.set(device.udid, phone);
    if (attached !== false) this.#attach(device, connection ?? 'usb');
    this.#changed();
    return describe(phone);
  }

  #attach(device: SimulatedDevice, connection: 'usb' | 'network' | 'both'): void {
    if (connection !== 'network') device.attach();
    // The device itself reports an address that cannot be listened on.
    if (connection !== 'usb') device.attach('network').catch(() => undefined);
  }

  #arm({ device, faults }: KnownPhone, id: string, settings: FaultSettings): ArmedPhoneFault {
    const armed = device.fault(id, settings);
    const number = ++this.#faultsMade;
    faults.set(number, { armed, settings });
    this.#changed();
    return { number, id: armed.id, settings, struck: armed.struck };
  }

  #leftovers({ udid, state }: SimulatedDevice): PhoneLeftovers {
    const others = [...this.#phones.keys()].filter((other) => other !== udid);
    return {
      leftovers: state.leftovers().map(({ text }) => text),
      violations: this.#simulator.violations.filter((text) => !others.some((other) => text.startsWith(`${other}: `))),
    };
  }

  /** Many changes of one moment are told once. */
  #changed(): void {
    if (this.#isToldSoon) return;
    this.#isToldSoon = true;
    queueMicrotask(() => {
      this.#isToldSoon = false;
      this.#send({ kind: 'phones', phones: this.#describeAll() });
    });
  }

  #describeAll(): PhoneDescription[] {
    return [...this.#phones.values()].map(describe);
  }
}

function describe({ device, screen, faults }: KnownPhone): PhoneDescription {
  return describePhone(device, {
    isPasscodePromptShown: screen.isShown,
    faults: [...faults].map(([number, { armed, settings }]) => ({ number, id: armed.id, settings, struck: armed.struck })),
  });
}

function logTo(send: Send): Log {
  const at = (level: keyof Log) => (text: string) => {
    send({ kind: 'log', level, text });
  };
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
