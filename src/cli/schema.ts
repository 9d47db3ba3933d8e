import { scenarioJsonSchema } from '../scenario/json-schema.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { openOutput } from './output.ts';

/** Prints the JSON Schema of the scenario format. */
export async function schemaCommand(): Promise<ExitCode> {
  openOutput(undefined).write(`${JSON.stringify(await scenarioJsonSchema(), null, 2)}\n`);
  return EXIT.good;
}
