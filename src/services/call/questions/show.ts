import { sentenceOf } from '../../../core/explain.ts';
import type { Json, Outcome } from '../../../core/result.ts';
import { type ShowProblem, type ShowQuery, shown } from '../../../core/service.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { decidingAddress, requestEntry } from '../../iam/index.ts';
import { adviceFacts, decisionFacts } from '../facts.ts';
import { type Asked, checksOf } from './asked.ts';
import { type AssumePath, whoCanBecome } from './become.ts';
import { whatCanDuring } from './what-can.ts';
import { everyCaller, whoCanDuring } from './who-can.ts';
import { whyNotDuring } from './why-not.ts';

/** The questions of access, each with its words. */
const QUESTIONS: Readonly<
  Record<
    string,
    {
      readonly usage: string;
      answer(simulation: Simulation, words: readonly string[], query: ShowQuery): Outcome | ShowProblem;
    }
  >
> = {
  'who-can': { usage: 'who-can s3:GetObject reports/a.csv', answer: answerWhoCan },
  'what-can': { usage: 'what-can role/deploy', answer: answerWhatCan },
  'who-can-become': { usage: 'who-can-become role/deploy', answer: answerWhoCanBecome },
  'why-not': { usage: 'why-not alice s3:GetObject reports/a.csv', answer: answerWhyNot },
};

/** What `show` may be asked about access, for completion. */
export const ACCESS_QUESTIONS: readonly string[] = Object.keys(QUESTIONS);

/** Answers `show: who-can …` and its sisters. */
export function showAccess(simulation: Simulation, query: ShowQuery): Outcome | ShowProblem | undefined {
  const [word = '', ...rest] = query.words;
  const question = Object.hasOwn(QUESTIONS, word) ? QUESTIONS[word] : undefined;
  if (question === undefined) return undefined;
  return rest.length === 0
    ? { problem: `${word} needs more: ${question.usage}` }
    : question.answer(simulation, rest, query);
}

function askedOf(action: string, words: readonly string[], query: ShowQuery): Asked | ShowProblem {
  if (!/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action))
    return { problem: `${action} is not an API action such as s3:GetObject` };
  return { action, target: words.length === 0 ? undefined : words.join(' '), place: query.place };
}

function answerWhoCan(
  simulation: Simulation,
  [action = '', ...target]: readonly string[],
  query: ShowQuery,
): Outcome | ShowProblem {
  const asked = askedOf(action, target, query);
  if ('problem' in asked) return asked;
  const unanswerable = whatIsMissing(simulation, asked);
  if (unanswerable !== undefined) return unanswerable;
  const answers = whoCanDuring(simulation, asked);
  const of = (wanted: string) => answers.filter(({ decision }) => decision === wanted);
  return shown({
    action,
    allowed: of('allowed').map(({ who, through }): Json => ({ who, through })),
    unknown: of('unknown').map(({ who, through }): Json => ({ who, through })),
    denied: of('explicit-deny').length + of('implicit-deny').length,
    explicitlyDenied: of('explicit-deny').map(({ who }) => who),
  });
}

/** Reasons for which nobody can do what is asked about, whoever it is: it names nothing, or what does not exist. */
const ASKED_WRONGLY: ReadonlySet<string> = new Set([
  'missing-target',
  'invalid-parameter',
  'no-such-bucket',
  'no-such-access-point',
  'no-such-role',
]);

function whatIsMissing(simulation: Simulation, asked: Asked): ShowProblem | undefined {
  let missing: ShowProblem | undefined;
  for (const { known } of everyCaller(simulation)) {
    const described = checksOf(simulation, known, asked);
    if (!('awsCode' in described)) return undefined;
    const [entry] = described.trace ?? [];
    if (ASKED_WRONGLY.has(described.reason) && entry !== undefined)
      missing ??= { problem: sentenceOf(simulation.services, entry) };
  }
  return missing;
}

function answerWhatCan(simulation: Simulation, [who = '']: readonly string[]): Outcome | ShowProblem {
  const answer = whatCanDuring(simulation, who);
  if (answer === undefined) return { problem: `there is nobody called ${who}` };
  const things = answer.things.map(
    ({ on, allowed, unknown }) =>
      [on, unknown.length === 0 ? [...allowed] : { allowed: [...allowed], unknown: [...unknown] }] as const,
  );
  const statements = answer.statements.map(
    ({ at, effect, actions, conditional }): Json => ({ at, effect, actions: [...actions], conditional }),
  );
  return shown({ who: answer.who, can: Object.fromEntries(things), statements }, { at: answer.who });
}

function answerWhoCanBecome(simulation: Simulation, [name = '']: readonly string[]): Outcome | ShowProblem {
  const answer = whoCanBecome(simulation, name);
  if (answer === undefined) return { problem: `there is no role ${name}` };
  return shown({ role: answer.role.address, paths: answer.paths.map(pathJson) }, { at: answer.role.address });
}

/** A path as its stations; from the second session on AWS grants an hour at most. */
function pathJson(path: AssumePath): Json {
  const needs = [...new Set(path.flatMap((edge) => edge.needs))];
  return {
    path: [path[0]?.from ?? '', ...path.map(({ to }) => to)],
    chained: path.length > 1 && !(path[0]?.from ?? '').startsWith('service/'),
    needs,
  };
}

function answerWhyNot(
  simulation: Simulation,
  [who = '', action = '', ...target]: readonly string[],
  query: ShowQuery,
): Outcome | ShowProblem {
  const asked = askedOf(action, target, query);
  if ('problem' in asked) return asked;
  const answer = whyNotDuring(simulation, who, asked);
  if ('awsCode' in answer) return { problem: answer.message };
  const trace = [requestEntry(answer.explanation)];
  const value = { ...decisionFacts(answer.explanation), ...adviceFacts(answer.advice) };
  return shown(value as Json, { at: decidingAddress(answer.explanation), trace });
}
