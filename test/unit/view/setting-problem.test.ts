import assert from 'node:assert/strict';
import { inEnglish, settingProblem, type SettingSchema, type SettingText } from '../../../src/view/index.ts';

const problem = (schema: SettingSchema, value: unknown, text?: SettingText) => settingProblem(schema, value, text, inEnglish);

describe('a setting', () => {
  it('makes sense as its default, and as anything that the manifest allows', () => {
    for (const [schema, value, text] of [
      [{ type: 'boolean' }, false],
      [{ type: 'integer', minimum: 0, maximum: 1440 }, 1440],
      [{ type: 'number', minimum: 0 }, 0.5],
      [{ type: 'string', enum: ['off', 'quick'] }, 'quick'],
      [{ type: 'array', items: { type: 'string' } }, ['/a', 'C:\\b', '\\\\server\\c', ''], 'folder'],
      [{ type: 'array', items: { type: 'object' } }, [1]],
      [{ type: 'string' }, '', 'address'],
      [{ type: 'string' }, ' 127.0.0.1:27015 ', 'address'],
      [{ type: 'string' }, '[::1]:27015', 'address'],
      [{ type: 'string' }, 'UNIX:/var/run/usbmuxd', 'address'],
      [{ type: 'string' }, '/home/x', 'folder'],
      [{}, undefined],
    ] as [SettingSchema, unknown, SettingText?][]) {
      assert.equal(problem(schema, value, text), undefined, JSON.stringify([schema, value]));
    }
  });

  it('says what it has to be where it makes no sense', () => {
    for (const [schema, value, text, said] of [
      [{ type: 'boolean' }, 'yes', undefined, /true or false/],
      [{ type: 'integer', minimum: 0, maximum: 1440 }, -1, undefined, /from 0 to 1440/],
      [{ type: 'integer', minimum: 0, maximum: 1440 }, 1.5, undefined, /from 0 to 1440/],
      [{ type: 'integer', minimum: 1 }, NaN, undefined, /from 1\./],
      [{ type: 'integer', minimum: 1 }, '7', undefined, /from 1\./],
      [{ type: 'string', enum: ['off', 'quick'] }, 'sometimes', undefined, /off, quick/],
      [{ type: 'array', items: { type: 'string' } }, 'x', 'folder', /a list/],
      [{ type: 'array', items: { type: 'string' } }, [7], 'folder', /must be a text/],
      [{ type: 'array', items: { type: 'string' } }, ['backups'], 'folder', /whole path/],
      [{ type: 'string' }, null, 'folder', /a text/],
      [{ type: 'string' }, '../backups', 'folder', /whole path/],
      [{ type: 'string' }, 'localhost', 'address', /HOST:PORT/],
    ] as [SettingSchema, unknown, SettingText | undefined, RegExp][]) {
      assert.match(problem(schema, value, text) ?? '', said, JSON.stringify([schema, value]));
    }
  });
});
