import assert from 'node:assert/strict';
import { formatMode, formatterFor, productName, systemWithVersion } from '../../../src/view/index.ts';

describe('sizes, counts and dates', () => {
  const english = formatterFor('en');
  const now = new Date('2026-11-22T12:00:00Z');

  it('counts bytes as Apple does: in thousands', () => {
    const sizes = [0, 1, 999, 1000, 1500, 23_400_000, 64_000_000_000, 5e15];
    assert.deepEqual(sizes.map(english.bytes), ['0 bytes', '1 byte', '999 bytes', '1 kB', '2 kB', '23.4 MB', '64 GB', '5,000 TB']);
  });

  it('says how long ago, in the largest unit that fits', () => {
    const ago = (seconds: number) => english.age(new Date(now.getTime() - seconds * 1000), now);
    assert.deepEqual([5, 120, 7200, 86_400, 40 * 86_400].map(ago), ['now', '2 minutes ago', '2 hours ago', 'yesterday', 'last month']);
  });

  it('does not break on a date that is none', () => {
    const nonsense = new Date(Number.NaN);
    assert.deepEqual([english.dateTime(nonsense), english.exactDateTime(nonsense), english.age(nonsense, now)], ['—', '—', '—']);
  });

  it('follows the language, and survives one that does not exist', () => {
    assert.equal(formatterFor('de').count(1234567), '1.234.567');
    assert.equal(typeof formatterFor('not a language!').count(1), 'string');
  });

  it('keeps a percentage between nothing and all', () => {
    assert.deepEqual([-1, 0.421, 7].map(english.percent), ['0%', '42%', '100%']);
  });

  it('shows a Unix mode as people know it', () => {
    assert.deepEqual([0o100644, 0o040755, 0o120000].map(formatMode), ['rw-r--r--', 'rwxr-xr-x', '---------']);
  });
});

describe('names of products', () => {
  it('are those of shops where they are known, else the family', () => {
    assert.deepEqual(
      ['iPhone14,5', 'iPhone99,9', 'iPad12,1', 'iPod9,1', 'Watch7,1', 'Glasses1,1'].map((type) => productName(type)),
      ['iPhone 13', 'iPhone', 'iPad', 'iPod touch', 'Apple Watch', 'Glasses1,1'],
    );
  });

  it('name the system by device and version', () => {
    assert.deepEqual(
      [systemWithVersion('iPad12,1', '18.2'), systemWithVersion('iPad4,1', '12.5'), systemWithVersion('iPhone14,5', '17.0')],
      ['iPadOS 18.2', 'iOS 12.5', 'iOS 17.0'],
    );
  });
});
