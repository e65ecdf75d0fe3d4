import assert from 'node:assert/strict';
import { englishLocale, overdueDevice, type DeviceState } from '../../../src/view/index.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const device = (udid: string, days: number, verdict: 'good' | 'damaged' = 'good', change: Partial<DeviceState> = {}): DeviceState => ({
  ...{ udid, name: udid, condition: 'ready', connection: 'usb', simulated: false },
  copy: { date: daysAgo(days), check: { verdict, level: 'quick', at: daysAgo(days) } },
  ...change,
});
const reminded = (days: number, ...states: DeviceState[]) => overdueDevice(states, days, englishLocale, NOW)?.text;

describe('a reminder of a backup', () => {
  it('names the device that has waited longest for a good one', () => {
    assert.equal(reminded(30, device('A', 31), device('B', 62), device('C', 2)), 'B: backup 2 months ago');
    assert.equal(reminded(30, device('A', 29)), undefined);
  });

  it('does not rest on a verdict that no longer applies: it says when that was given', () => {
    const earlier = (verdict: 'good' | 'damaged') =>
      ({ copy: { date: daysAgo(1), earlier: { verdict, level: 'quick', at: daysAgo(40) } } }) as const;
    assert.equal(reminded(30, device('A', 0, 'good', earlier('good'))), 'A: checked last month, changed since');
    assert.match(overdueDevice([device('A', 0, 'good', earlier('good'))], 30, englishLocale, NOW)?.tooltip ?? '', /has changed since/);
    assert.equal(reminded(30, device('A', 0, 'good', earlier('damaged'))), undefined);
  });

  it('is about devices that are connected and ready, and had a good backup before', () => {
    assert.equal(reminded(30, device('A', 40, 'damaged')), undefined);
    assert.equal(reminded(30, device('A', 40, 'good', { condition: 'locked' })), undefined);
    assert.equal(reminded(30, device('A', 40, 'good', { job: { phase: 'receiving', files: 0, bytes: 0 } })), undefined);
    assert.equal(reminded(30, device('A', 40, 'good', { copy: 'none' })), undefined);
    assert.equal(reminded(0, device('A', 4000)), undefined);
  });
});
