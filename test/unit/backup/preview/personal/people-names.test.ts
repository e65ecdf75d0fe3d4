/** Names for numbers: written in any way, never that of somebody else. */
import assert from 'node:assert/strict';
import { PeopleNames } from '../../../../../src/backup/preview/personal/people-names.ts';

describe('names of people', () => {
  const names = new PeopleNames([
    { address: '(555) 555-0100', name: 'Sample Contact 1' },
    { address: 'Contact2@Example.com', name: 'Sample Contact 2' },
    { address: '+1 555 555 0103', name: 'Sample Contact 3' },
    { address: '15555550103', name: 'Sample Contact 3' },
    { address: '+15555550104', name: 'Sample Contact 4' },
    { address: '+15555550104', name: 'Sample Contact 5' },
    { address: '12345', name: 'Sample Service' },
    { address: 'no number', name: 'Nobody' },
  ]);
  const nameOf = (address: string) => names.named({ address }).name;

  it('are found however a number or an address is written', () => {
    assert.equal(nameOf('+15555550100'), 'Sample Contact 1');
    assert.equal(nameOf('contact2@example.com'), 'Sample Contact 2');
    assert.equal(nameOf('0015555550103'), 'Sample Contact 3');
    assert.equal(nameOf('12345'), 'Sample Service');
  });

  it('are not given where two people share a number, and short numbers are no ends of others', () => {
    assert.equal(nameOf('+15555550104'), undefined);
    assert.equal(nameOf('+15550012345'), undefined);
    assert.equal(nameOf('no number'), undefined);
    assert.equal(nameOf(''), undefined);
    assert.deepEqual(names.named({ address: '+15555550100', name: 'as noted' }), { address: '+15555550100', name: 'as noted' });
  });
});
