import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../../src/core/policy/config-json-schema.ts';

describe('configJsonSchema', () => {
  const schema = configJsonSchema();

  it('is a closed JSON Schema with every key of the contract', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['version'],
    });
    expect(Object.keys(schema.properties as object).sort()).toEqual([
      'admin',
      'bottle',
      'ca',
      'control',
      'detection',
      'hold',
      'limits',
      'listen',
      'mcp',
      'notify',
      'queue',
      'queue_access',
      'routes',
      'safe_tokens',
      'secrets',
      'upstream',
      'version',
      'web',
      'workers',
    ]);
  });

  it('describes and gives defaults for what can be set', () => {
    expect(schema).toMatchObject({
      properties: {
        listen: { type: 'string', default: '127.0.0.1:8080' },
        hold: {
          properties: { timeout_seconds: { type: 'number', default: 300, description: expect.any(String) } },
        },
        routes: {
          items: {
            required: ['host'],
            additionalProperties: false,
            properties: { paths: { default: ['/**'] } },
          },
        },
      },
    });
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
