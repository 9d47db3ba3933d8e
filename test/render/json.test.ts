import { expect, test } from 'vitest';
import { jsonFormat } from '../../src/render/json.ts';
import { addSummaries, NOTHING, summarize } from '../../src/render/summary.ts';
import { replayed, SHOP } from './replayed.ts';

interface Entry {
  readonly at: string;
  readonly verdict: string;
  readonly reason: string;
  readonly says: string;
  readonly source?: { readonly file: string; readonly line: number; readonly column: number };
  readonly children: readonly Entry[];
}

async function lines(text: string) {
  const played = await replayed(text);
  return jsonFormat.scenario(played).trimEnd().split('\n');
}

test('a line has the keys of the format, in its order', async () => {
  const [first, second, third] = (await lines(SHOP)).map((line) => JSON.parse(line) as Record<string, unknown>);
  const keys = [
    'format',
    'scenario',
    'step',
    'id',
    'verb',
    'title',
    'time',
    'outcome',
    'reason',
    'awsCode',
    'at',
    'facts',
    'trace',
    'expect',
  ];
  const absent = (...names: string[]) => keys.filter((key) => !names.includes(key));
  expect(Object.keys(first ?? {})).toEqual(absent('reason', 'awsCode', 'at'));
  expect(Object.keys(second ?? {})).toEqual(absent('id'));
  expect(Object.keys(third ?? {})).toEqual(absent('id', 'reason', 'awsCode', 'at', 'expect'));
});

test('a dropped packet as one line', async () => {
  const line = JSON.parse((await lines(SHOP))[1] ?? '') as Record<string, unknown>;
  expect(line).toMatchObject({
    format: 1,
    scenario: 'a.yaml',
    step: 2,
    verb: 'send',
    title: 'laptop → web-1 tcp/443',
    time: '2026-01-05T09:00:00.000Z',
    outcome: 'dropped',
    reason: 'sg-no-matching-ingress-rule',
    awsCode: 'ENI_SG_RULES_MISMATCH',
    at: 'shop/sg/web',
    facts: { direction: 'forward', clientSees: 'timeout', alsoBlocking: [] },
    expect: {
      passed: false,
      failures: [
        { path: 'outcome', expected: 'delivered', actual: 'dropped' },
        { path: 'direction', expected: 'return', actual: 'forward' },
      ],
    },
  });
});

test('every decision has its sentence, and the rule it is in', async () => {
  const trace = (JSON.parse((await lines(SHOP))[1] ?? '') as { trace: readonly Entry[] }).trace;
  const all = (entries: readonly Entry[]): readonly Entry[] =>
    entries.flatMap((entry) => [entry, ...all(entry.children)]);
  const entries = all(trace);
  expect(entries.length).toBeGreaterThan(4);
  for (const { at, verdict, reason, says, children } of entries) {
    expect([at, verdict, reason, says].every((text) => typeof text === 'string' && text !== '')).toBe(true);
    expect(Array.isArray(children)).toBe(true);
  }
  expect(entries.find(({ verdict }) => verdict === 'miss')?.source).toEqual({ file: 'a.yaml', line: 17, column: 15 });
});

test('the last line counts', async () => {
  const { steps } = await replayed(SHOP);
  const summary = summarize(steps.map(({ result }) => result));
  expect(jsonFormat.foot?.(addSummaries(NOTHING, summary))).toBe(
    '{"format":1,"summary":{"scenarios":1,"steps":4,"expected":3,"passed":2,"failed":1}}\n',
  );
});

test('a line holds no character that a terminal would obey', async () => {
  const text =
    'title: x\naccounts: { "sh\\u202eop\\u009b": { id: "111122223333" } }\nsteps: [{ show: "\\u009b31m\\e[2J" }]\n'.replaceAll(
      "'",
      '"',
    );
  const [line = ''] = await lines(text);
  expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  expect((JSON.parse(line) as { title: string }).title).toBe('show \u009b31m\u001b[2J');
});
