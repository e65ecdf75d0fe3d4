/** Holds a text against the schema of SARIF 2.1.0. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Ajv from 'ajv';

let validate: Ajv.ValidateFunction | undefined;

export function assertSarif(text: string): unknown {
  validate ??= compile();
  const log: unknown = JSON.parse(text);
  assert.ok(validate(log), JSON.stringify(validate.errors?.slice(0, 5), undefined, 2));
  return log;
}

function compile(): Ajv.ValidateFunction {
  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const require = createRequire(import.meta.url);
  const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true, format: 'full' });
  ajv.addMetaSchema(read(require.resolve('ajv/lib/refs/json-schema-draft-04.json')) as object);
  return ajv.compile(read(join(import.meta.dirname, '../fixtures/schemas/sarif-2.1.0.json')) as object);
}
