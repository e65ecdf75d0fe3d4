/** A search in personal data finds what is shown, wherever it is kept, and takes a text for nothing else. */
import assert from 'node:assert/strict';
import type { PersonalData, PersonalEntry, PersonalKind } from '../../../../../src/backup/index.ts';
import { personalRows, withPersonalData } from '../../../../support/personal-backup.ts';

async function all(personal: PersonalData, kind: PersonalKind, group?: string): Promise<readonly PersonalEntry[]> {
  const part = await personal.entries(kind, { group, position: 0, limit: 200 });
  return part.state === 'known' ? part.items : assert.fail(part.missing.join());
}

describe('a search in personal data', function () {
  this.timeout(60_000);
  const rows = personalRows('17.5');

  const found = async (personal: PersonalData, kind: PersonalKind, search: string, group?: string) => {
    const part = await personal.entries(kind, { search, group, position: 0, limit: 200 });
    if (part.state !== 'known') assert.fail();
    assert.equal(part.total, part.items.length);
    assert.equal(part.unsearched, undefined);
    return part.items;
  };

  it('in every text that is shown, wherever it is kept, without regard to case', async () => {
    await withPersonalData(rows, async (personal) => {
      const groups = await personal.groups('messages', { position: 0, limit: 50 });
      if (groups.state !== 'known') assert.fail();
      const messages: PersonalEntry[] = [];
      for (const { key } of groups.items) messages.push(...(await all(personal, 'messages', key)));
      const wanted = 'the';
      const expected = messages.filter(({ text = '' }) => text.toLowerCase().includes(wanted)).map(({ key }) => key);
      assert.ok(expected.length > 0 && expected.length < messages.length);
      const hits = await found(personal, 'messages', wanted.toUpperCase());
      assert.deepEqual(new Set(hits.map(({ key }) => key)), new Set(expected));
    });
  });

  it('by conversation, and one whose name has the text counts with all of its messages', async () => {
    await withPersonalData(rows, async (personal) => {
      const groups = async (search: string) => {
        const part = await personal.groups('messages', { search, position: 0, limit: 50 });
        return part.state === 'known' ? part : assert.fail();
      };
      const named = await groups('sample group 1');
      assert.deepEqual(
        named.items.map(({ title }) => title),
        ['Sample Group 1'],
      );
      const [group] = named.items;
      const whole = await all(personal, 'messages', group?.key);
      assert.deepEqual(await found(personal, 'messages', 'sample group 1', group?.key), whole);
      const byText = await groups('the');
      const counts = byText.items.reduce((sum, { entries }) => sum + entries, 0);
      assert.equal(counts, (await found(personal, 'messages', 'the')).length);
      assert.ok(byText.items.every(({ entries }) => entries > 0));
    });
  });

  it('by the names that only the contacts know, and by numbers however they are written', async () => {
    await withPersonalData(rows, async (personal) => {
      const byName = await found(personal, 'calls', 'Sample contact 16');
      assert.ok(byName.length > 0 && byName.every(({ people }) => people[0]?.address === '+15555550115'));
      assert.deepEqual(await found(personal, 'calls', '(555) 555-0115'), byName);
      const [voicemail] = await all(personal, 'voicemail');
      assert.ok((await found(personal, 'voicemail', voicemail?.people[0]?.name ?? '?')).some(({ key }) => key === voicemail?.key));
      const contacts = await found(personal, 'contacts', '555 555 0101');
      assert.deepEqual(
        contacts.map(({ title }) => title),
        ['Sample Contact 2'],
      );
    });
  });

  it('finds nothing in what is not there, and takes a text for nothing else', async () => {
    await withPersonalData(rows, async (personal) => {
      for (const search of ['no such text', '%', "' OR 1=1 --", '.*']) {
        assert.deepEqual(await found(personal, 'contacts', search), [], search);
      }
      for (const search of ['', 'x'.repeat(201)]) {
        await assert.rejects(personal.entries('notes', { search, position: 0, limit: 1 }), { code: 'range-invalid' });
      }
      assert.ok((await found(personal, 'notes', 'note 19')).length > 0);
      assert.equal((await all(personal, 'notes')).length, 19);
    });
  });
});
