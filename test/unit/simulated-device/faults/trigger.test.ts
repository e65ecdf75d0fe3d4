import assert from 'node:assert/strict';
import { standingClock } from '../../../../src/simulated-device/index.ts';
import { SeededRandom } from '../../../../src/simulated-device/content/seeded-random.ts';
import { LinkMeter } from '../../../../src/simulated-device/faults/link-meter.ts';
import { Trigger } from '../../../../src/simulated-device/faults/trigger.ts';
import { SimulatorError, VirtualClock } from '../../../../src/simulated-device/index.ts';

function trigger(settings: ConstructorParameters<typeof Trigger>[0], seed = 1): Trigger {
  return new Trigger(settings, new SeededRandom(seed, 'trigger'));
}

function reasonOf(settings: ConstructorParameters<typeof Trigger>[0]): string {
  try {
    trigger(settings);
  } catch (error) {
    assert.ok(error instanceof SimulatorError);
    assert.equal(error.code, 'simulator-fault-malformed');
    return String(error.data.reason);
  }
  throw new assert.AssertionError({ message: 'the trigger was taken' });
}

describe('trigger of a fault', () => {
  it('at: a point, with its argument, and the nth occasion', () => {
    const service = trigger({ at: 'lockdown.StartService(com.apple.mobilebackup2)' });
    assert.equal(service.isMet('lockdown.StartService', 'com.apple.mobilebackup2', undefined), true);
    assert.equal(service.isMet('lockdown.StartService', 'com.apple.afc', undefined), false);
    assert.equal(service.isMet('lockdown.StartSession', 'com.apple.mobilebackup2', undefined), false);
    const twelfth = trigger({ at: 'dl.UploadFiles#12' });
    const met = Array.from({ length: 20 }, () => twelfth.isMet('dl.UploadFiles', '', undefined));
    assert.deepEqual([met.indexOf(true), met.lastIndexOf(true)], [11, 11]);
  });

  it('on: a glob over the argument, and only what fits counts for #n', () => {
    const photos = trigger({ at: 'file.upload#2', on: 'file(CameraRollDomain/**/*.HEIC)' });
    const offer = (path: string) => photos.isMet('file.upload', path, undefined);
    assert.equal(offer('CameraRollDomain/Media/a.HEIC'), false);
    assert.equal(offer('HomeDomain/b.HEIC'), false);
    assert.equal(offer('CameraRollDomain/c.HEIC'), true);
    assert.equal(offer('CameraRollDomain/d.HEIC'), false);
    assert.equal(trigger({ on: 'a?c.*' }).isMet('row', 'abc.txt', undefined), true);
    assert.equal(trigger({ on: 'a?c.*' }).isMet('row', 'abc.d/txt', undefined), false);
    assert.equal(trigger({ on: 'a.c' }).isMet('row', 'abc', undefined), false);
  });

  it('after: bytes, seconds and messages, all of them, as an object or as text', async () => {
    const clock = new VirtualClock(new Date(0));
    const meter = new LinkMeter(clock);
    const all = trigger({ after: { bytes: 10, seconds: 5, messages: 2 } });
    const spelled = trigger({ after: 'bytes=10+5s+messages=2' });
    assert.deepEqual(spelled.after, all.after);
    assert.deepEqual(trigger({ after: 'seconds=1.5' }).after, { bytes: 0, seconds: 1.5, messages: 0 });
    const met = () => all.isMet('link', 'lockdownd', meter);
    meter.bytes = 10;
    meter.messages = 2;
    assert.equal(met(), false);
    await clock.advance(4999);
    assert.equal(met(), false);
    await clock.advance(1);
    assert.equal(met(), true);
    meter.messages = 1;
    assert.equal(met(), false);
    assert.equal(all.isMet('mux.Connect', 'lockdownd', undefined), false);
  });

  it('p: the same occasions for the same seed, others for another', () => {
    const drawn = (seed: number) => {
      const one = trigger({ p: 0.25 }, seed);
      return Array.from({ length: 400 }, () => one.isMet('row', '', undefined));
    };
    assert.deepEqual(drawn(3), drawn(3));
    assert.notDeepEqual(drawn(3), drawn(4));
    const share = drawn(3).filter(Boolean).length / 400;
    assert.ok(share > 0.18 && share < 0.32, String(share));
    assert.equal(trigger({ p: '0' }).isMet('row', '', undefined), false);
    assert.equal(trigger({ p: '1' }).isMet('row', '', undefined), true);
  });

  for (const [settings, reason] of [
    [{ at: 'nowhere' }, /no point "nowhere"/],
    [{ at: 'dl.UploadFiles#0' }, /no point/],
    [{ at: 'dl.' }, /no point/],
    [{ at: 7 }, /at takes text/],
    [{ on: '' }, /on takes text/],
    [{ p: 2 }, /probability from 0 to 1/],
    [{ p: 'often' }, /probability from 0 to 1/],
    [{ after: 'soon' }, /after is bytes=N/],
    [{ after: { bytes: -1 } }, /after is bytes=N/],
    [{ after: { minutes: 1 } }, /after is bytes=N/],
    [{ after: 'bytes=1.5' }, /after is bytes=N/],
    [{ after: 5 }, /after takes text/],
  ] as const) {
    it(`refuses ${JSON.stringify(settings)}`, () => {
      assert.match(reasonOf(settings), reason);
    });
  }

  it('seconds go on where dates stand still', () => {
    const meter = new LinkMeter(standingClock(new Date(0)));
    assert.ok(meter.elapsed() >= 0);
  });
});
