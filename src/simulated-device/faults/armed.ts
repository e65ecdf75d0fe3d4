/** A fault on a phone, as whoever asks for it at a point sees it. */
import type { ArmedFault, FaultEffect } from './fault.ts';
import type { LinkMeter } from './link-meter.ts';
import type { Trigger } from './trigger.ts';

export interface Armed extends ArmedFault {
  readonly trigger: Trigger;
  watches(point: string): boolean;
  /** What happens on this occasion, in order; undefined when it does not strike. */
  strike(point: string, argument: string, meter: LinkMeter | undefined): readonly FaultEffect[] | undefined;
}
