/** The faults of the simulated device as a table: what happens, where and when unless told, and what can be set. */

import type { FaultDefinition } from '../src/simulated-device/index.ts';
import { code, table } from './markdown.ts';

export function faultTable(faults: readonly FaultDefinition[]): string {
  const rows = faults.map((fault) => [fault.id, fault.title, whenOf(fault), parametersOf(fault), fault.evidence]);
  return table(['Id', 'What happens', 'When, by default', 'Parameters', 'Evidence'], rows);
}

function whenOf(fault: FaultDefinition): string {
  const points = Object.keys(fault.strikes).map(code);
  const isPrepared = fault.arm !== undefined;
  if (points.length === 0) return isPrepared ? 'when it is armed' : '';
  const { on, after = {}, times } = fault;
  const amounts: readonly [string, number][] = Object.entries(after);
  const parts = [
    points.join(', '),
    ...(isPrepared ? ['prepared when it is armed'] : []),
    ...(on === undefined ? [] : [`on ${code(on)}`]),
    ...amounts.map(([unit, amount]) => `after ${amount.toLocaleString('en-US')} ${unit}`),
    ...(times === undefined ? [] : [timesOf(times)]),
  ];
  return parts.join(', ');
}

function timesOf(times: number): string {
  return times === 1 ? 'once' : `${times.toString()} times`;
}

function parametersOf({ parameters = {}, choices = {} }: FaultDefinition): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      const others = choices[name]?.filter((choice) => choice !== value) ?? [];
      return code(`${name}=${[value, ...others].join('|')}`);
    })
    .join(', ');
}
