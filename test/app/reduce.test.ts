import { describe, expect, test } from 'vitest';
import { playTo } from '../../src/core/timeline.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { scenarioText } from '../../src/scenario/save.ts';
import { desk, opened, scenarioOf, waiting } from './opened.ts';

describe('stepping', () => {
  test('opening does the first step; . and , go on and back and say where it ends', async () => {
    const at = await opened();
    expect(at.state.session?.at).toBe(1);
    at.press('..');
    expect(at.state.session?.at).toBe(3);
    at.press('.');
    expect(at.state.session?.at).toBe(3);
    expect(at.state.notice?.text).toContain('last step');
    at.press(',,,,');
    expect(at.state.session?.at).toBe(0);
    expect(at.state.notice?.text).toBe('already at the start');
  });

  test('in the step list up, down, left and right step too', async () => {
    const at = await opened();
    at.press('j');
    expect(at.state.session?.at).toBe(2);
    at.press('\x1b[D');
    expect(at.state.session?.at).toBe(1);
    at.press('G');
    expect(at.state.session?.at).toBe(3);
    at.press('g');
    expect(at.state.session?.at).toBe(0);
  });

  test('going back looks at the world that was there, and coming again at the same one', async () => {
    const at = await opened();
    at.press('.');
    const world = at.state.session?.timeline.worlds[2];
    at.press(',.');
    expect(at.state.session?.timeline.worlds[2]).toBe(world);
  });
});

describe('a typed step', () => {
  test('joins the timeline after the selected one and can be taken back', async () => {
    const at = await opened();
    at.press(':wait 5s\r');
    await at.settle();
    expect(at.state.session?.timeline.steps.map((step) => step.verb.title(step.input))).toEqual([
      'wait 1m',
      'wait 5s',
      'wait 10s',
      'wait 1h',
    ]);
    expect(at.state.session?.at).toBe(2);
    at.press('u');
    expect(at.state.session?.timeline.steps).toHaveLength(3);
    expect(at.state.session?.at).toBe(1);
  });

  test('that cannot be read says why and changes nothing', async () => {
    const at = await opened();
    at.press(':wiat 5s\r');
    await at.settle();
    expect(at.state.notice).toMatchObject({ severity: 'error' });
    expect(at.state.notice?.text).toContain('wait');
    expect(at.state.session?.timeline.steps).toHaveLength(3);
    at.press('\x1b');
    expect(at.state.notice?.severity).toBe('error');
  });

  test('is put back when the file is read again', async () => {
    const at = await opened();
    at.press('.:wait 5s\r');
    await at.settle();
    at.send({ kind: 'reloaded', ...(await scenarioOf(waiting.replace('1m', '2m'))) });
    await at.settle();
    expect(at.state.session?.timeline.steps.map((step) => step.verb.title(step.input))).toEqual([
      'wait 2m',
      'wait 10s',
      'wait 5s',
      'wait 1h',
    ]);
  });

  test('is saved in its place, and the saved file does the same', async () => {
    const at = await opened();
    at.press(':wait 5s\r');
    await at.settle();
    at.press('.:wait: 7s\r');
    await at.settle();
    const { session } = at.state;
    if (session === undefined) throw new Error('no session');
    const saved = scenarioText(session.scenario, session.added);
    expect(saved).toContain('note: the second one');
    const again = playTo((await scenarioOf(saved)).timeline);
    expect(again.results.map(({ title, time }) => [title, time])).toEqual(
      playTo(session.timeline).results.map(({ title, time }) => [title, time]),
    );
  });
});

describe('what if', () => {
  test('puts the change before the selected step, does that again and compares', async () => {
    const at = await opened();
    at.press('.wwait 5s\r');
    await at.settle();
    expect(at.state.comparing).toBe(true);
    expect(at.state.session?.timeline.steps.map((step) => step.verb.title(step.input))).toEqual([
      'wait 1m',
      'wait 5s',
      'wait 10s',
      'wait 1h',
    ]);
    expect(at.state.session?.at).toBe(3);
    const screen = at.screen();
    expect(screen).toContain('What if');
    expect(screen).toContain('as it was');
  });

  test('esc leaves the comparison, then the what-if; u brings it back', async () => {
    const at = await opened();
    at.press('.wwait 5s\r');
    await at.settle();
    at.press('\x1b');
    at.send({ kind: 'key', key: { name: 'esc' } });
    expect(at.state.comparing).toBe(false);
    at.send({ kind: 'key', key: { name: 'esc' } });
    expect(at.state.session?.whatIf).toBeUndefined();
    expect(at.state.session?.timeline.steps).toHaveLength(3);
    expect(at.state.session?.at).toBe(2);
    at.press('u');
    expect(at.state.session?.whatIf?.text).toBe('wait 5s');
  });

  test('gives back what had been typed before it, however far it was played', async () => {
    const at = await opened();
    at.press(':wait 5s\r');
    await at.settle();
    at.press('wwait 7s\r');
    await at.settle();
    at.press('..:drop\r');
    expect(at.state.session?.added).toEqual([{ at: 1, text: 'wait 5s' }]);
  });

  test('is forked anew when the file is read again, and kept by nobody', async () => {
    const at = await opened();
    at.press(':wait 5s\r');
    await at.settle();
    at.press('wwait 7s\r');
    await at.settle();
    at.send({ kind: 'reloaded', ...(await scenarioOf(waiting)) });
    await at.settle();
    expect(at.state.session?.whatIf?.text).toBe('wait 7s');
    expect(at.state.session?.whatIf?.base.steps).toHaveLength(4);
    at.press(':drop\r');
    expect(at.state.session?.timeline.steps.map((step) => step.verb.title(step.input))).toEqual([
      'wait 1m',
      'wait 5s',
      'wait 10s',
      'wait 1h',
    ]);
  });

  test(':keep makes it the timeline', async () => {
    const at = await opened();
    at.press('.wwait 5s\r');
    await at.settle();
    at.press(':keep\r');
    expect(at.state.session?.whatIf).toBeUndefined();
    expect(at.state.session?.timeline.steps).toHaveLength(4);
  });
});

describe('playing', () => {
  test('passes through simulated time and ends in the same world as going there at once', async () => {
    const at = await opened();
    at.press(' ');
    expect(at.state.session?.at).toBe(2);
    at.send({ kind: 'tick', elapsed: 300 });
    expect(at.state.play?.progress).toBeCloseTo(0.3);
    expect(at.state.play?.world?.now).toBe((at.state.session?.timeline.worlds[1]?.now ?? 0) + 3000);
    for (let tick = 0; tick < 8; tick++) at.send({ kind: 'tick', elapsed: 100 });
    expect(at.state.session?.at).toBe(3);
    expect(at.state.session?.timeline.worlds[2]?.now).toBe((at.state.session?.timeline.worlds[1]?.now ?? 0) + 10_000);
  });

  test('stops, goes on, and ends with the last step', async () => {
    const at = await opened();
    at.press('. ');
    at.press(' ');
    const { play } = at.state;
    at.send({ kind: 'tick', elapsed: 1e9 });
    expect(at.state.play).toEqual(play);
    at.press(' ');
    at.send({ kind: 'tick', elapsed: 1e9 });
    expect(at.state.play).toBeUndefined();
    expect(at.state.notice?.text).toContain('last step');
  });

  test('speeds up and slows down within bounds', async () => {
    const at = await opened();
    at.press('+');
    expect(at.state.speed).toBe(30);
    at.press('-'.repeat(20));
    expect(at.state.speed).toBe(1);
    at.press('+'.repeat(20));
    expect(at.state.speed).toBe(3600);
  });
});

describe('the watched file', () => {
  test('an edit that cannot be read shows its problems and keeps the last good world', async () => {
    const at = await opened(waiting, 100, 36);
    const before = at.state.session;
    const { diagnostics } = await loadScenario('test/app/no-such-file.yaml');
    at.send({ kind: 'broken', diagnostics });
    expect(at.state.session).toBe(before);
    expect(at.screen()).toContain('the last good world is shown');
    expect(at.screen()).toContain('no-such-file.yaml');
    at.send({ kind: 'reloaded', ...(await scenarioOf(waiting)) });
    expect(at.screen()).not.toContain('last good world');
  });

  test('is read again from its start to the selected step', async () => {
    const at = await opened();
    at.press('.');
    at.send({ kind: 'reloaded', ...(await scenarioOf(waiting.replace('10s', '20s'))) });
    expect(at.state.session?.at).toBe(2);
    expect(at.state.session?.timeline.results[1]?.title).toBe('wait 20s');
    at.send({ kind: 'reloaded', ...(await scenarioOf('title: Nothing left\n')) });
    expect(at.state.session?.at).toBe(0);
  });
});

describe('leaving', () => {
  test('esc goes out one level at a time and never quits', async () => {
    const at = await opened();
    at.press('\r');
    expect(at.state.whyOpen).toBe(true);
    at.press('z');
    for (let level = 0; level < 6; level++) at.send({ kind: 'key', key: { name: 'esc' } });
    expect(at.state).toMatchObject({ whyOpen: false, zoom: false, focus: 'steps' });
    expect(at.effects).toEqual([]);
    expect(at.state.notice?.text).toContain('q quits');
  });

  test('q quits with 0, ctrl-c with 130, also while something is typed', async () => {
    const at = await opened();
    at.press('q');
    at.press(':wai\x03');
    expect(at.effects).toEqual([
      { kind: 'quit', code: 0 },
      { kind: 'quit', code: 130 },
    ]);
  });
});

describe('the gallery', () => {
  const entries = ['public-subnet', 'port-25', 'peering'].map((id) => ({
    id,
    target: `/s/${id}.yaml`,
    title: id,
    topic: 'network',
    kind: 'scenario' as const,
  }));

  test('opens what is under the cursor', () => {
    const at = desk();
    at.send({ kind: 'gallery', entries });
    at.press('j\r');
    expect(at.effects).toEqual([{ kind: 'open', target: '/s/port-25.yaml' }]);
  });

  test('is filtered while typing; esc lifts the filter, enter keeps it', () => {
    const at = desk();
    at.send({ kind: 'gallery', entries });
    at.press('/port\r\r');
    expect(at.effects).toEqual([{ kind: 'open', target: '/s/port-25.yaml' }]);
    at.send({ kind: 'key', key: { name: 'esc' } });
    expect(at.screen()).toContain('peering');
  });

  test('lies over the open scenario and gives it back', async () => {
    const at = await opened();
    at.send({ kind: 'gallery', entries });
    at.press('o');
    expect(at.screen()).toContain('port-25');
    at.send({ kind: 'key', key: { name: 'esc' } });
    expect(at.screen()).toContain('wait 1m');
  });

  test('steps need a scenario', () => {
    const at = desk();
    at.press(':wait 1s\r');
    expect(at.state.notice?.severity).toBe('warning');
    expect(at.effects).toEqual([]);
  });
});

describe('menus', () => {
  test('? lists the keys, finds by typing and does what is chosen', async () => {
    const at = await opened();
    at.press('?');
    expect(at.screen()).toContain('find a key');
    at.press('previous st\r');
    expect(at.state.prompt).toBeUndefined();
    expect(at.state.session?.at).toBe(0);
  });

  test('a disabled line stays listed with its reason', async () => {
    const at = await opened();
    at.press('?take back');
    expect(at.screen()).toContain('nothing was added');
    at.press('\r');
    expect(at.state.notice?.text).toContain('nothing was added');
  });

  test('ctrl-p finds steps and commands alike', async () => {
    const at = await opened();
    at.press('\x10step 3\r');
    expect(at.state.session?.at).toBe(3);
    at.press('\x10write this session\r');
    expect(at.state.prompt).toMatchObject({ kind: 'command', field: { text: 'save ' } });
  });
});

describe('the command bar', () => {
  test('completes verbs and commands, and what may follow them', async () => {
    const at = await opened();
    at.press(':wai\t');
    expect(at.state.prompt?.field.text).toBe('wait ');
    at.press('1\t');
    expect(at.state.prompt?.field.text).toBe('wait 1s ');
    at.press('\x15go\tsec\t\r');
    expect(at.state.session?.at).toBe(2);
  });

  test('arrows choose a completion, enter takes it, a second enter does it', async () => {
    const at = await opened();
    at.press(':wait 1');
    at.press('\x1b[B\x1b[B\r');
    expect(at.state.prompt?.field.text).toBe('wait 10s ');
    at.press('\r');
    expect(at.state.prompt).toBeUndefined();
    expect(at.effects).toEqual([{ kind: 'type', typed: { text: 'wait 10s', purpose: 'add', at: 1 } }]);
  });

  test('offers what was typed before', async () => {
    const at = await opened();
    at.press(':wait 3s\r');
    await at.settle();
    at.press(':\t');
    expect(at.state.prompt?.field.text).toBe('wait 3s ');
  });

  test(':goto takes numbers and ids and says what there is', async () => {
    const at = await opened();
    at.press(':goto 3\r');
    expect(at.state.session?.at).toBe(3);
    at.press(':goto nowhere\r');
    expect(at.state.notice?.text).toContain('there are 3');
  });
});
