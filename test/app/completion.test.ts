import { describe, expect, test } from 'vitest';
import { suggestions } from '../../src/app/completion.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { timelineOf } from '../../src/scenario/scenario.ts';
import { type Desk, desk } from './opened.ts';

async function tour(): Promise<Desk> {
  const { scenario } = await loadScenario('scenarios/tour.yaml');
  if (scenario === undefined) throw new Error('the tour cannot be read');
  const at = desk();
  at.send({ kind: 'opened', name: 'tour', scenario, timeline: timelineOf(scenario) });
  at.press('\r');
  return at;
}

async function offered(line: string): Promise<readonly string[]> {
  const at = await tour();
  at.press(`:${line}`);
  return suggestions(at.state).map(({ text }) => text);
}

describe('after a verb', () => {
  test('a packet goes from a thing to a thing by a protocol', async () => {
    expect(await offered('send web')).toEqual(['web-1', 'web-1/eth0']);
    expect(await offered('send ')).toEqual(expect.arrayContaining(['laptop', 'web-1', 'db-1', 'internet']));
    expect((await offered('send ')).filter((text) => text.startsWith('ap-northeast'))).toEqual([]);
    expect(await offered('send web-1 ')).toEqual(['->']);
    expect(await offered('send web-1 -> db')).toContain('db-1');
    expect(await offered('send web-1 -> db-1 tcp/54')).toEqual(['tcp/5432']);
    expect(await offered('send web-1 -> db-1 tcp/5432 ')).toEqual([]);
  });

  test('a change follows the tree of the accounts', async () => {
    expect(await offered('change sh')).toEqual(['shop.']);
    expect(await offered('change shop.ec2.securityGroups.')).toEqual(
      expect.arrayContaining(['shop.ec2.securityGroups.web.']),
    );
    expect(await offered('change shop.ec2.securityGroups.web.in')).toEqual(['shop.ec2.securityGroups.web.ingress:']);
    expect(await offered('change nowhere.')).toEqual([]);
  });

  test('what can fail may fail', async () => {
    expect(await offered('fail nat')).toContain('nat-a');
    expect(await offered('fail sg')).toEqual([]);
  });
});

test('a line is put together with tab alone', async () => {
  const at = await tour();
  at.press(':sen\tweb\t-\tdb\ttcp/54\t');
  expect(at.state.prompt?.field.text).toBe('send web-1 -> db-1 tcp/5432 ');
  at.press('\x15ch\tsh\tre\tus-east-1\r');
  expect(at.effects.at(-1)).toMatchObject({ kind: 'type', typed: { text: 'change shop.region: us-east-1' } });
});
