import type { JsonSchema } from '../schema/json-schema.ts';
import { loadServices, SERVICES } from '../services/registry.ts';
import { accountId } from './definition.ts';
import { stepJson, stepLanguage } from './steps.ts';

/** The JSON Schema of the scenario format, from the definitions that validate it. */
export async function scenarioJsonSchema(): Promise<JsonSchema> {
  const services = await loadServices(new Set(SERVICES.map((line) => line.name)));
  const top: Record<string, JsonSchema> = {};
  const model: Record<string, JsonSchema> = {};
  const account: Record<string, JsonSchema> = { id: accountId.json(), region: { type: 'string' } };
  for (const service of services.values()) {
    for (const [key, schema] of Object.entries(service.top ?? {})) top[key] = schema.json();
    for (const [key, schema] of Object.entries(service.model ?? {})) model[key] = schema.json();
    if (service.account !== undefined) account[service.name] = service.account.json();
  }
  const language = stepLanguage(services, () => ({ problem: 'a schema opens no files' }));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'hakoniwa scenario, version 1',
    type: 'object',
    additionalProperties: false,
    properties: {
      title: { type: 'string' },
      about: { type: 'string', description: 'Markdown, shown on opening' },
      seed: { type: 'integer', minimum: 0, default: 1, description: 'all randomness flows from it' },
      start: { type: 'string', description: 'the simulated clock at step 0' },
      ...top,
      accounts: {
        type: 'object',
        additionalProperties: { type: 'object', additionalProperties: false, required: ['id'], properties: account },
      },
      model: { type: 'object', additionalProperties: false, properties: model },
      steps: { type: 'array', items: stepJson(language) },
      exercise: { type: 'object', description: 'makes it an exercise' },
    },
  };
}
