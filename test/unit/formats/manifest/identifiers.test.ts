/** File names of payloads against published vectors, and the spellings of a UDID. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileIdOf, isDigestedDomain, isFileId, parseUdid } from '../../../../src/formats/index.ts';

interface Vector {
  readonly domain: string;
  readonly relativePath: string;
  readonly fileID: string;
}

const { vectors } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/vectors/fileids.json'), 'utf8')) as {
  vectors: Vector[];
};

describe('identifiers', () => {
  it('fileIdOf gives the published file ids', () => {
    assert.ok(vectors.length > 40);
    for (const { domain, relativePath, fileID } of vectors) {
      assert.equal(fileIdOf(domain, relativePath), fileID, `${domain} ${relativePath}`);
      assert.ok(isFileId(fileID));
    }
  });

  it('isFileId takes 40 lower-case hex digits only', () => {
    for (const text of ['', 'A'.repeat(40), 'a'.repeat(39), 'a'.repeat(41), 'g'.repeat(40), `${'a'.repeat(40)}\n`]) {
      assert.ok(!isFileId(text), text);
    }
  });

  for (const [given, canonical] of [
    ['00008120-000E15A83C68A01E', '00008120-000E15A83C68A01E'],
    ['00008120-000e15a83c68a01e', '00008120-000E15A83C68A01E'],
    ['00008120000E15A83C68A01E', '00008120-000E15A83C68A01E'],
    ['5F0E1D2C3B4A59687786A5B4C3D2E1F001122334', '5f0e1d2c3b4a59687786a5b4c3d2e1f001122334'],
    [' 5f0e1d2c3b4a59687786a5b4c3d2e1f001122334\n', '5f0e1d2c3b4a59687786a5b4c3d2e1f001122334'],
    ['iPhone', undefined],
    ['', undefined],
    ['../5f0e1d2c3b4a59687786a5b4c3d2e1f001122334', undefined],
  ] as const) {
    it(`parseUdid makes ${String(canonical)} of ${JSON.stringify(given)}`, () => {
      assert.equal(parseUdid(given), canonical);
    });
  }

  it('isDigestedDomain knows the domains that were measured', () => {
    const digested =
      'HomeDomain RootDomain HealthDomain WirelessDomain SystemPreferencesDomain DatabaseDomain HomeKitDomain InstallDomain ManagedPreferencesDomain KeyboardDomain KeychainDomain';
    const undigested =
      'AppDomain-com.example.a AppDomainGroup-group.com.example AppDomainPlugin-com.example.a.b SysContainerDomain-a SysSharedContainerDomain-a CameraRollDomain MediaDomain TonesDomain';
    for (const domain of digested.split(' ')) assert.ok(isDigestedDomain(domain), domain);
    for (const domain of undigested.split(' ')) assert.ok(!isDigestedDomain(domain), domain);
  });
});
