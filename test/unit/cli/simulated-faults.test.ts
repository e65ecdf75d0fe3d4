import assert from 'node:assert/strict';
import { UsageError } from '../../../src/cli/failure.ts';
import { faultsOfDevices, parseFault } from '../../../src/cli/simulated-faults.ts';

describe('--fault', () => {
  it('is an id with settings, whose values may hold commas in parentheses and equal signs', () => {
    assert.deepEqual(parseFault('F05'), { id: 'F05', device: undefined, settings: {} });
    assert.deepEqual(parseFault('F05,after=bytes=10+30s,at=lockdown.StartService(a,b)#2,device=2'), {
      id: 'F05',
      device: 2,
      settings: { after: 'bytes=10+30s', at: 'lockdown.StartService(a,b)#2' },
    });
  });

  it('is for every phone, or for one', () => {
    const faults = ['F05', 'F06,device=2', 'F07,times=1'].map(parseFault);
    assert.deepEqual(
      faultsOfDevices(faults, 2).map((own) => own.map(({ id }) => id)),
      [
        ['F05', 'F07'],
        ['F05', 'F06', 'F07'],
      ],
    );
    assert.deepEqual(faultsOfDevices(faults, 2)[0]?.[1], { id: 'F07', times: '1' });
    assert.throws(() => faultsOfDevices(faults, 1), UsageError);
  });

  for (const text of ['', ',at=x', 'F05,at', 'F05,=x', 'F05,at=', 'F05,device=0', 'F05,device=first']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseFault(text), UsageError);
    });
  }
});
