import { z } from 'zod';
import { configSchema } from './config-schema.ts';

/** The JSON Schema (2020-12) of a configuration file, for editors and `config schema`. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
  return { $schema, title: 'Decant configuration', ...rest };
}
