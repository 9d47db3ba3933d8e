import { expect, test } from 'vitest';
import { markdown } from '../../src/view/markdown.ts';
import { textOf } from '../../src/view/segment.ts';

function shown(text: string, width = 40): readonly string[] {
  return markdown(text, width).map((row) => textOf(row).trimEnd());
}

test('paragraphs are joined and broken anew, lists and headings stand by themselves', () => {
  expect(
    shown('# Four things\nOne of them\nis missing.\n\n- a `route`\n  that leads on\n- an **address**\n1. first', 20),
  ).toEqual([
    'Four things',
    'One of them is',
    'missing.',
    '',
    '• a route that leads',
    '  on',
    '• an address',
    '1. first',
  ]);
});

test('a table lines up, and what follows it is no part of it', () => {
  expect(
    shown('Two look forward.\n| | ACLs | policies |\n| --- | --- | --- |\n| new | `Block` | refused |\nThe end.'),
  ).toEqual(['Two look forward.', '     ACLs   policies', 'new  Block  refused', 'The end.']);
});

test('code stays as it is, and nothing reaches the terminal raw', () => {
  expect(shown('```yaml\na:  1\n| b\n```\n\u001b[2J')).toEqual(['  a:  1', '  | b', '\\x1b[2J']);
});
