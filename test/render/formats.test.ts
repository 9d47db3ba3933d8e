import { expect, test } from 'vitest';
import { junitFormat } from '../../src/render/junit.ts';
import { markdownFormat } from '../../src/render/markdown.ts';
import { summarize } from '../../src/render/summary.ts';
import { textFormat } from '../../src/render/text.ts';
import type { Diagnostic } from '../../src/schema/diagnostic.ts';
import { widthOf } from '../../src/view/cells.ts';
import { replayed, SHOP } from './replayed.ts';

const wide = { width: 100, colour: false, ascii: false };
const broken: Diagnostic = {
  severity: 'error',
  code: 'wrong',
  message: 'no <good>',
  place: { source: { path: 'b.yaml', text: 'bad\n' }, offset: 0 },
};

test('text reads as a story with its proofs', async () => {
  const text = textFormat(wide).scenario(await replayed(SHOP));
  const step = text.slice(text.indexOf(' 2  laptop'), text.indexOf(' 3  wait'));
  expect(step.split('\n').map((line) => line.trimEnd())).toEqual(
    expect.arrayContaining([
      ' 2  laptop → web-1 tcp/443                                                                  00:00:00',
      expect.stringMatching(/^ {4}✗ dropped at shop\/sg\/web: its only rule does not allow .* line 14$/),
      '      sg-no-matching-ingress-rule  AWS: ENI_SG_RULES_MISMATCH',
      expect.stringMatching(/^ {8}· shop\/sg\/web: tcp 80 from 0\.0\.0\.0\/0 .* line 17$/),
      '    the client sees  timeout',
      '    also blocking  nothing',
      '    ✗ not as expected',
      '                 expected   actual',
      '      outcome    delivered  dropped',
      '      direction  return     forward',
    ]),
  );
  expect(text).toMatch(/✗ dropped at shop\/sg\/web, as expected: /);
});

test.each([40, 60, 100])('text keeps to %i columns where words allow it', async (width) => {
  const text = textFormat({ ...wide, width }).scenario(await replayed(SHOP, 'scenarios/網/a-name-that-is-long.yaml'));
  const long = text.split('\n').filter((line) => widthOf(line) > width);
  expect(long).toEqual([]);
});

test('text in colour is the same text', async () => {
  const played = await replayed(SHOP);
  const plain = textFormat(wide).scenario(played);
  const coloured = textFormat({ ...wide, colour: true }).scenario(played);
  expect(coloured).not.toBe(plain);
  const bare = coloured.replaceAll(/\u001b\[\d+m/g, '');
  expect(bare.split('\n').map((line) => line.trimEnd())).toEqual(plain.split('\n'));
});

test('text in ASCII holds nothing else', async () => {
  expect(textFormat({ ...wide, ascii: true }).scenario(await replayed(SHOP))).toMatch(/^[\n\x20-\x7e]*$/);
});

/** A reader of XML that is stricter than most: every tag closes, every attribute is quoted, nothing raw is left. */
function elementsOf(xml: string): readonly string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const rest = xml.replaceAll(
    /<\?xml [^?]*\?>|<(\/?)([a-z]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)(\/?)>/g,
    (_, close, name, attributes, empty) => {
      if (name === undefined) return '';
      if (close === '/') expect(open.pop()).toBe(name);
      else {
        seen.push(`${name}${attributes}`);
        if (empty !== '/') open.push(name);
      }
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(rest.replaceAll(/&(?:amp|lt|gt|quot);/g, '')).not.toMatch(/[<&]/);
  return seen;
}

test('JUnit is well-formed: a case for each step that expects something, failures with both sides and the trace', async () => {
  const played = await replayed(SHOP, 'web/a.yaml');
  const summary = summarize(played.steps.map(({ result }) => result));
  const xml = [
    junitFormat.head?.(summary),
    junitFormat.scenario(played),
    junitFormat.broken?.('b.yaml', [broken]),
    junitFormat.foot?.(summary),
  ].join('');
  expect(elementsOf(xml)).toEqual([
    'testsuites name="hakoniwa" tests="3" failures="1"',
    'testsuite name="web/a.yaml" tests="3" failures="1" errors="0" skipped="0" time="0" timestamp="2026-01-05T09:00:00"',
    'testcase classname="web.a" name="1 laptop → web-1 tcp/80 [open]" file="web/a.yaml" line="20" time="0"',
    'testcase classname="web.a" name="2 laptop → web-1 tcp/443" file="web/a.yaml" line="24" time="0"',
    'failure message="outcome: expected delivered, got dropped; direction: expected return, got forward" type="expectation"',
    'testcase classname="web.a" name="4 laptop → web-1 tcp/22" file="web/a.yaml" line="27" time="0"',
    'testsuite name="b.yaml" tests="1" failures="0" errors="1" skipped="0" time="0"',
    'testcase classname="b" name="loads" file="b.yaml" time="0"',
    'error message="no &lt;good&gt;" type="diagnostic"',
  ]);
  expect(xml).toContain('dropped sg-no-matching-ingress-rule ENI_SG_RULES_MISMATCH at shop/sg/web');
  expect(xml).toMatch(/· shop\/sg\/web: tcp 80 from 0\.0\.0\.0\/0 .*line 17/);
});

test('Markdown shows a table of steps, and details only where somebody would ask', async () => {
  const played = await replayed(SHOP);
  const markdown = markdownFormat.scenario(played);
  expect(markdown).toContain('### ❌ A | &lt;b&gt;shop&lt;/b&gt;');
  expect(markdown).toContain('| ✅ | 1. laptop → web-1 tcp/80 | **delivered** |  |');
  expect(markdown).toMatch(
    /\| ❌ \| 2\. laptop → web-1 tcp\/443 \| \*\*dropped\*\* at `shop\/sg\/web` \| .* \(line 1[45]\) \|/,
  );
  expect(markdown.match(/<details[^>]*>/g)).toEqual(['<details open>', '<details>']);
  expect(markdown).toContain('| `direction` | `return` | `forward` |');
  for (const line of markdown.split('\n').filter((each) => each.startsWith('| '))) {
    expect(line.replaceAll('\\|', '').split('|').length).toBeGreaterThan(4);
  }
  expect(markdownFormat.head?.(summarize(played.steps.map(({ result }) => result)))).toBe(
    '**❌ 1 scenario, 4 steps: 2 of 3 expectations met, 1 not**\n\n',
  );
  expect(markdownFormat.broken?.('b.yaml', [broken])).toContain('b.yaml:1:1: error: no <good>');
});

test('Markdown of a scenario is no Markdown of ours', async () => {
  const evil =
    'title: "[x](javascript:1) `a` *b* @team #1 <img>"\naccounts: { a: { id: "111122223333" } }\nsteps: [{ show: "a | b ``` c" }]\n';
  const markdown = markdownFormat.scenario(await replayed(evil));
  expect(markdown.split('\n')[0]).toBe('### ✅ \\[x\\](javascript:1) \\`a\\` \\*b\\* &#64;team \\#1 &lt;img&gt;');
  expect(markdown).toContain('show a \\| b \\`\\`\\` c');
  expect(markdown).toContain('\n````\n');
});
