import { isRecord } from '../compare.ts';
import type { Json } from '../contract.ts';
import { textOf } from './input.ts';
import { ACCOUNT, REGION } from './scenario.ts';

/** Words with which a sentence begins, and the field that says the same. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^open\s+/i, 'open'],
  [/^(?:packet|send)\s+/i, 'packet'],
  [/^(?:remove|revoke)(?:\s+rule)?\s+/i, 'removeRule'],
  [/^(?:add|authorize)(?:\s+rule)?\s+/i, 'addRule'],
  [/^stop(?:\s+instance)?\b\s*/i, 'stop'],
  [/^start(?:\s+instance)?\b\s*/i, 'start'],
  [/^(?:fail|lose)\s+/i, 'fail'],
  [/^recover\s+/i, 'recover'],
  [/^associate\s+(?:address|eip|elastic ip)?\s*/i, 'associateAddress'],
  [/^disassociate\b.*/i, 'disassociateAddress'],
];

/** An event as an object whose fields are single words: one written as a sentence, or with words apart. */
export function spelledOut(event: Json): Json {
  const sentence = typeof event === 'string' ? event : textOf(event, 'event', 'action', 'do');
  const rest = isRecord(event) ? event : {};
  if (sentence !== undefined) {
    const found = SENTENCES.find(([begin]) => begin.test(sentence));
    return found === undefined ? rest : { ...rest, [found[1]]: sentence.replace(found[0], '') || true };
  }
  const joined = Object.entries(rest).map(([key, value]) => [
    key.replace(/[\s_-]+(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(joined);
}

type Step = { readonly [key: string]: Json };

const INSTANCE = `${ACCOUNT}.ec2.instances.i`;
const ELASTIC_IP = `${ACCOUNT}.ec2.elasticIps`;

/** What happens to the instance, its addresses and its zone, by the name of the event. */
const LIFE: readonly (readonly [RegExp, (value: Json) => Step])[] = [
  [/^(?:stop|hibernate)/i, () => ({ change: { [`${INSTANCE}.state`]: 'stopped' } })],
  [/^start/i, () => ({ change: { [`${INSTANCE}.state`]: 'running' } })],
  [/^terminate/i, () => ({ change: { [`${INSTANCE}.state`]: 'terminated' } })],
  [
    /^(?:associate|attach)\w*(?:Address|Eip|ElasticIp)$/i,
    (value) => ({
      change: { [ELASTIC_IP]: { own: { publicIp: addressIn(value) ?? '203.0.113.99', instance: 'i' } } },
    }),
  ],
  [
    /^(?:disassociate|detach|release)\w*(?:Address|Eip|ElasticIp)$/i,
    () => ({ change: { [ELASTIC_IP]: { own: null } } }),
  ],
  [/^(?:fail|lose|azDown|azFail)/i, (value) => ({ fail: `az/${zoneIn(value)}` })],
  [/^(?:recover|azUp)/i, (value) => ({ recover: `az/${zoneIn(value)}` })],
];

/** An event that is no packet and no rule, as a step; undefined for one that is not known. */
export function lifeStep(event: Json): Step | undefined {
  if (!isRecord(event)) return undefined;
  for (const [key, value] of Object.entries(event)) {
    const found = LIFE.find(([name]) => name.test(key));
    if (found !== undefined) return found[1](value);
  }
  return undefined;
}

function addressIn(value: Json): string | undefined {
  return /\d+\.\d+\.\d+\.\d+/.exec(JSON.stringify(value))?.[0];
}

function zoneIn(value: Json): string {
  return /[a-z]{2}-[a-z]+-\d[a-z]/.exec(JSON.stringify(value))?.[0] ?? `${REGION}a`;
}
