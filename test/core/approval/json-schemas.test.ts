import { expect, it } from 'vitest';
import { approvalJsonSchemas } from '../../../src/core/approval/json-schemas.ts';

it('publishes a closed schema of each file of the queue', () => {
  const schemas = approvalJsonSchemas();
  expect(Object.keys(schemas)).toEqual(['proposal', 'response', 'state', 'outcome']);
  for (const schema of Object.values(schemas)) {
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  }
  expect(schemas.response).toMatchObject({ required: ['proposal_id', 'status', 'notes'] });
  expect(schemas.state).toMatchObject({ required: ['waiters', 'requests'] });
});
