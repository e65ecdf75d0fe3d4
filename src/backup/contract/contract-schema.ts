/** The JSON schema of a contract, from the list of its keys. */
import { CONTRACT_KEYS, type ContractKey, type ContractValueForm } from './parse/contract-keys.ts';

/** A schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of a contract, draft 7, for editors and validators. */
export function contractSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Backup contract',
    description: 'What of an app, or of a whole device, a backup must and must not contain.',
    ...objectOf(CONTRACT_KEYS),
    oneOf: [{ required: ['app'] }, { required: ['device'] }],
  };
}

function objectOf(keys: readonly ContractKey[]): JsonSchema {
  const required = keys.filter(({ isRequired }) => isRequired === true).map(({ name }) => name);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(keys.map(({ name, about, value }) => [name, { description: about, ...schemaOf(value) }])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function schemaOf(value: ContractValueForm): JsonSchema {
  switch (value.form) {
    case 'text':
    case 'glob':
    case 'pattern':
      return { type: 'string', minLength: 1, ...(value.form === 'pattern' ? { format: 'regex' } : {}) };
    case 'flag':
      return { type: 'boolean' };
    case 'true':
      return { const: true };
    case 'size':
      return { type: ['string', 'integer'], pattern: '^\\s*\\d{1,12}(\\.\\d{1,3})?\\s*([kKmMgG][iI]?)?[bB]?\\s*$' };
    case 'choice':
      return { enum: value.choices };
    case 'list':
      return { type: 'array', items: schemaOf(value.of) };
    case 'by-glob':
    case 'by-name':
      return { type: 'object', additionalProperties: schemaOf(value.of) };
    case 'object':
      return objectOf(value.keys);
    case 'either':
      return { anyOf: value.of.map(schemaOf) };
  }
}
