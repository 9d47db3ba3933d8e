import type { Outcome } from '../../core/result.ts';
import type { ShowQuery } from '../../core/service.ts';
import type { Place } from '../../core/source.ts';
import { required } from '../../schema/collections.ts';
import { didYouMean } from '../../schema/diagnostic.ts';
import { text } from '../../schema/scalars.ts';
import { defineVerb } from '../../services/service.ts';

/** `show: kcl/billing/leases`, `show: who-can s3:GetObject reports/*`: changes nothing, puts an answer into the result. */
export const show = defineVerb({
  name: 'show',
  meaning: "changes nothing; puts a piece of state, or the answer to a service's question, into the result",
  fields: { show: required(text({ expected: 'what to show, such as kcl/billing/leases', min: 1 })) },
  input: (read) => ({ text: read.show.trim(), place: read.place }),
  title: (input) => `show ${input.text}`,
  perform: (simulation, input): Outcome => {
    const query = queryOf(input.text, input.place, simulation.definition.directory);
    const problems: { problem: string; known?: readonly string[] }[] = [];
    for (const service of simulation.services.values()) {
      const answer = service.show?.(simulation, query);
      if (answer === undefined) continue;
      if ('outcome' in answer) return answer;
      problems.push(answer);
    }
    const known = problems.flatMap((problem) => problem.known ?? []);
    const message = problems[0]?.problem ?? `nothing here can show ${input.text}`;
    const near = didYouMean(input.text, known);
    return {
      outcome: 'error',
      reason: 'cannot-show',
      facts: { problem: message, ...(near === undefined ? {} : { didYouMean: near }), known },
      trace: [],
    };
  },
});

function queryOf(whole: string, place: Place, directory: { resolve(text: string): unknown }): ShowQuery {
  const words = whole.split(/\s+/);
  const resolution = directory.resolve(words[0] ?? '') as { found?: ShowQuery['entry']; part?: string };
  return { text: whole, words, entry: resolution.found, part: resolution.part, place };
}
