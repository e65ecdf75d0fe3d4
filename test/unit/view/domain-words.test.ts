import assert from 'node:assert/strict';
import { domainWords } from '../../../src/view/index.ts';

describe('names of domains', () => {
  it('are told apart by their longest prefix', () => {
    const words = (domain: string) => {
      const { group, label } = domainWords(domain);
      return [group, label];
    };
    assert.deepEqual(words('AppDomain-com.example.notes'), ['app', 'com.example.notes']);
    assert.deepEqual(words('AppDomainGroup-group.com.example'), ['group', 'group.com.example']);
    assert.deepEqual(words('AppDomainPlugin-com.example.widget'), ['plugin', 'com.example.widget']);
    assert.deepEqual(words('SysSharedContainerDomain-systemgroup.com.apple.x'), ['group', 'systemgroup.com.apple.x']);
    assert.deepEqual(words('AppDomain-'), ['system', 'AppDomain-']);
    assert.deepEqual(words('SomethingNewDomain'), ['system', 'SomethingNewDomain']);
  });

  it('of the system say what they hold, where that is known', () => {
    assert.equal(domainWords('CameraRollDomain').meaning, 'Photos and videos');
    assert.equal(domainWords('toString').meaning, undefined);
  });
});
