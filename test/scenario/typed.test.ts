import { expect, test } from 'vitest';
import { typedForm } from '../../src/scenario/typed.ts';

test.each([
  ['send laptop -> web-1 tcp/443', 'send', 'laptop -> web-1 tcp/443'],
  ['send: laptop -> web-1 tcp/443 ', 'send', 'laptop -> web-1 tcp/443'],
  ['  wait   61m', 'wait', '61m'],
  ['call s3:GetObject reports/a.csv as alice', 'call', 's3:GetObject reports/a.csv as alice'],
])('%j is %s of %j', (line, verb, rest) => {
  const form = typedForm(line);
  expect(form).toMatchObject({ verb, rest });
  if ('verb' in form)
    expect([line.slice(form.verbAt).startsWith(verb), line.slice(form.restAt).startsWith(rest)]).toEqual([true, true]);
});

test.each([
  ['change shop.region: us-east-1', 'change: { shop.region: us-east-1 }'],
  ['change: shop.ec2.x: [a, b]', 'change: { shop.ec2.x: [a, b] }'],
  ['change { shop.region: us-east-1 }', 'change: { shop.region: us-east-1 }'],
  ['change: { shop.region: us-east-1 }', 'change: { shop.region: us-east-1 }'],
  ['{ wait: 1s, note: why not }', '{ wait: 1s, note: why not }'],
  ['load: { id: traffic }', 'load: { id: traffic }'],
  ['send: "[2001:db8::1] -> web-1 tcp/443"', 'send: "[2001:db8::1] -> web-1 tcp/443"'],
  ['', ''],
])('%j is the YAML %j', (line, yaml) => expect(typedForm(line)).toEqual({ yaml }));
