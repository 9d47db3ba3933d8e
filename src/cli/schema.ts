import { scenarioJsonSchema } from '../scenario/json-schema.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { openOutput } from './output.ts';

/** Prints the JSON Schema of the scenario format. */
export async function schemaCommand(options: { readonly out?: string }): Promise<ExitCode> {
  const output = openOutput(options.out);
  output.write(`${JSON.stringify(await scenarioJsonSchema(), null, 2)}\n`);
  output.close();
  return EXIT.good;
}
