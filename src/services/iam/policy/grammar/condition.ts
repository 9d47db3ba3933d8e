import { didYouMean } from '../../../../schema/diagnostic.ts';
import { kindWord, type Node, placeOf, type ScalarNode } from '../../../../schema/node.ts';
import { badValues, type Condition, compileCondition, operatorName } from '../condition/condition.ts';
import { OPERATORS } from '../condition/operators.ts';
import { type Report, textOf } from './report.ts';

/** Keys that hold several values in one request (IAM User Guide, Single-valued vs. multivalued context keys). */
const MULTIVALUED = new Set([
  'aws:tagkeys',
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:principalservicenameslist',
  'dynamodb:attributes',
  'dynamodb:leadingkeys',
  'sts:transitivetagkeys',
  's3:requestobjecttagkeys',
  'kms:encryptioncontextkeys',
  'kms:grantoperations',
  'route53:changeresourcerecordsetsnormalizedrecordnames',
]);

/** Reads `Condition`. */
export function readConditions(node: Node, variables: boolean, report: Report): Condition[] {
  if (node.kind !== 'map') {
    report.error(`Condition is ${kindWord(node)}`, placeOf(node), { expected: 'operators with their keys and values' });
    return [];
  }
  const conditions: Condition[] = [];
  for (const [operator, { key: place, value }] of node.entries) {
    const name = operatorName(operator);
    if (name === undefined) {
      const near = didYouMean(operator.slice(operator.indexOf(':') + 1).replace(/IfExists$/, ''), [
        ...OPERATORS.keys(),
        'Null',
      ]);
      report.error(`${operator} is not a condition operator`, place, { suggestion: near });
    } else if (name.canonical !== operator) {
      report.warn('operator-case', `AWS writes this operator ${name.canonical}`, place, { suggestion: name.canonical });
    }
    if (value.kind === 'map') {
      for (const [key, entry] of value.entries)
        conditions.push(readKey({ operator, key, place: entry.key, node: entry.value, variables }, report));
    } else
      report.error(`${operator} holds ${kindWord(value)}`, placeOf(value), {
        expected: 'condition keys with their values',
      });
  }
  return conditions;
}

interface KeySource {
  readonly operator: string;
  readonly key: string;
  readonly place: ReturnType<typeof placeOf>;
  readonly node: Node;
  readonly variables: boolean;
}

function readKey({ operator, key, place, node, variables }: KeySource, report: Report): Condition {
  if (!/^[^:\s]+:\S/.test(key)) {
    report.error(`${key} does not say which service the condition key belongs to`, place, {
      expected: 'a key such as aws:SourceIp',
    });
  }
  const values = conditionValues(node, key, report);
  const texts = values.map(textOf);
  const condition = compileCondition({ operator, key, values: texts, variables, place });
  const name = operatorName(operator);
  if (name === undefined) return condition;
  const { expects, values: bad } = badValues(name, texts);
  for (const value of values.filter((candidate) => bad.includes(textOf(candidate)))) {
    report.error(`${textOf(value)} is not ${expects}, which ${operator} compares`, placeOf(value), {
      expected: expects,
    });
  }
  warnOfSets(condition, place, report);
  warnOfArns(name.base, values, report);
  if (name.base === 'Bool' && variables && texts.some((text) => text.includes('${'))) {
    report.warn('variable-in-bool', 'AWS documents variables in Bool both ways; here they are replaced', place);
  }
  return condition;
}

/** A JSON number, true or false counts as its text. */
function conditionValues(node: Node, key: string, report: Report): ScalarNode[] {
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length === 0)
    report.error(`${key} is compared with nothing`, placeOf(node), { expected: 'at least one value' });
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) return [item];
    report.error(`${key} is compared with ${kindWord(item)}`, placeOf(item), {
      expected: 'a value or a list of values',
    });
    return [];
  });
}

/** AWS takes any text for an ARN operator; one that is no ARN matches nothing. */
function warnOfArns(base: string, values: readonly ScalarNode[], report: Report): void {
  if (!base.startsWith('Arn')) return;
  for (const value of values) {
    const text = textOf(value);
    if (text === '*' || text.includes('${') || /^arn(?::[^:]*){4}:./.test(text)) continue;
    report.warn('not-an-arn', `${text} is no ARN, and matches nothing`, placeOf(value), {
      expected: 'arn:partition:service:region:account:resource',
    });
  }
}

function warnOfSets(condition: Condition, place: ReturnType<typeof placeOf>, report: Report): void {
  const base = condition.contextKey.split('/')[0] ?? '';
  const { set } = condition.name;
  if (MULTIVALUED.has(base) && set === undefined && condition.name.base !== 'Null') {
    report.warn(
      'set-operator-missing',
      `${condition.key} holds several values; without ForAllValues or ForAnyValue only a single one is compared`,
      place,
    );
  }
  if (base.startsWith('aws:') && !MULTIVALUED.has(base) && set === 'ForAllValues') {
    report.warn(
      'set-operator-on-single',
      `${condition.key} holds one value; ForAllValues also holds where the key is absent`,
      place,
    );
  }
}
