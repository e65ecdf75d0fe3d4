/** Holds documents for programs against their published schemas. What a schema does not name is a failure here: whoever adds a key describes it. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';

const FOLDER = join(import.meta.dirname, '../../webview/assets/schemas');
const compiled = new Map<string, Ajv.ValidateFunction>();

export const SCHEMA_FILES: readonly string[] = readdirSync(FOLDER);

/** By the value of its key `schema`. Returns that name. */
export function assertDocument(document: unknown): string {
  const [, name, version] = /^backup-lab\/([a-z-]+)@(\d+)$/.exec((document as { schema: string }).schema) ?? [];
  assert.ok(name !== undefined && version !== undefined);
  const file = `${name}-${version}.json`;
  const validate = compiled.get(file) ?? compile(file);
  assert.ok(validate(document), `${file}: ${JSON.stringify(validate.errors?.slice(0, 5), undefined, 2)}`);
  return name;
}

/** Of one document, or of one a line. */
export function assertDocuments(text: string): string[] {
  const documents = text.startsWith('{\n') ? [text] : text.trim().split('\n');
  return documents.map((document) => assertDocument(JSON.parse(document)));
}

function compile(file: string): Ajv.ValidateFunction {
  const schema: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  const validate = new Ajv({ allErrors: true, format: 'full' }).compile(closed(schema) as object);
  compiled.set(file, validate);
  return validate;
}

/** The same schema, in which objects have only the keys that are named. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner) ? { ...inner, additionalProperties: false } : inner;
}
