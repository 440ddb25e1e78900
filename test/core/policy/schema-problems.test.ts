import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaProblems } from '../../../src/core/policy/schema-problems.ts';
import { readYaml } from '../../../src/core/policy/yaml-document.ts';

/** The messages for a text that must not fit the schema. */
function messages(schema: z.ZodType, text: string): readonly string[] {
  const yaml = readYaml(text);
  if (!yaml.ok) throw new Error('no YAML');
  const result = schema.safeParse(yaml.document.value);
  if (result.success) throw new Error('it fits');
  return schemaProblems(result.error.issues, yaml.document).map(
    ({ line, path, message }) => `${line} ${path}: ${message}`,
  );
}

describe('schemaProblems', () => {
  it('gives each unknown key its own place', () => {
    expect(messages(z.strictObject({}), 'one: 1\ntwo: 2')).toEqual([
      '1 : unknown key one',
      '2 : unknown key two',
    ]);
  });

  it('I4: repeats an unknown key only where it looks like a setting', () => {
    expect(messages(z.strictObject({}), 'ghp_16C7e42F292c6912E7: 1')).toEqual(['1 : unknown key']);
    expect(messages(z.object({ auth: z.strictObject({}) }), 'auth:\n  bearer: 1')).toEqual([
      '2 auth: unknown key',
    ]);
    expect(messages(z.object({ secrets: z.strictObject({}) }), 'secrets:\n  hunter: 1')).toEqual([
      '2 secrets: unknown key',
    ]);
  });

  it('speaks in terms of YAML', () => {
    const schema = z.object({
      a: z.object({}),
      b: z.array(z.string()).min(1),
      c: z.int().max(3),
      d: z.boolean(),
      e: z.string(),
    });
    expect(messages(schema, 'a: []\nb: []\nc: 4\nd: yes')).toEqual([
      '1 a: expected a mapping (key: value)',
      '2 b: the list must not be empty',
      '3 c: must be at most 3',
      '4 d: expected true or false',
      '1 e: is required',
    ]);
  });

  it('lets the schema’s own words stand', () => {
    const schema = z.object({
      a: z.literal(1, { error: 'not supported yet' }),
      b: z.null({ error: 'no b' }),
    });
    expect(messages(schema, 'a: 2\nb: 3')).toEqual(['1 a: not supported yet', '2 b: no b']);
  });
});
