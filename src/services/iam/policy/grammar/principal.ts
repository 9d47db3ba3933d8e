import { didYouMean } from '../../../../schema/diagnostic.ts';
import { kindWord, type Node, placeOf, type ScalarNode } from '../../../../schema/node.ts';
import {
  type PrincipalElement,
  type PrincipalEntry,
  type PrincipalType,
  principalEntry,
} from '../principal-element.ts';
import { isFederatedDomain } from '../request.ts';
import { type Report, textOf, textsOf } from './report.ts';

const TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const satisfies readonly PrincipalType[];
const SERVICE =
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal|aws\.dev|aws\.a2z\.com)$/;
const PROVIDER = /^arn:[^:]+:iam::\d{12}:(?:saml|oidc)-provider\/.+$/;
const CANONICAL_ID = /^[0-9a-f]{64}$/;
const ACCOUNT_ID = /^\d{12}$/;
/** CloudFront reads private buckets under names of its own (CloudFront Developer Guide, Restrict access to an S3 origin). */
const ORIGIN_ACCESS_IDENTITY = /^arn:[^:]+:iam::cloudfront:user\/CloudFront Origin Access Identity [A-Z0-9]+$/;

/** Reads `Principal` or `NotPrincipal`. */
export function readPrincipal(node: Node, negated: boolean, report: Report): PrincipalElement {
  const what = negated ? 'NotPrincipal' : 'Principal';
  const place = placeOf(node);
  if (node.kind === 'scalar' && textOf(node) === '*') return { negated, entries: [principalEntry('*', '*')], place };
  if (node.kind !== 'map') {
    report.error(`${what} is ${kindWord(node)}`, place, { expected: '"*" or a map such as { AWS: "111122223333" }' });
    return { negated, entries: [], place };
  }
  if (report.kind === 'rcp')
    report.error('the principal of a resource control policy is always "*"', place, { expected: '"*"' });
  if (node.entries.size === 0) report.error(`${what} names nobody`, place, { expected: TYPES.join(', ') });
  const entries: PrincipalEntry[] = [];
  for (const [key, { key: keyPlace, value }] of node.entries) {
    const type = TYPES.find((known) => known === key);
    if (type === undefined) {
      report.error(`${key} is not a type of principal`, keyPlace, {
        expected: TYPES.join(', '),
        suggestion: didYouMean(key, TYPES),
      });
    } else entries.push(...textsOf(value, what, report).map((text) => readEntry(type, text, report)));
  }
  return { negated, entries, place };
}

function readEntry(type: PrincipalType, node: ScalarNode, report: Report): PrincipalEntry {
  const text = textOf(node);
  const entry = principalEntry(type, text);
  const problem = problemOf(entry);
  if (problem !== undefined) report.error(`invalid principal ${text}: ${problem}`, placeOf(node));
  return entry;
}

/** What is wrong with an entry (IAM User Guide, AWS JSON policy elements: Principal). */
function problemOf({ type, text, form, account }: PrincipalEntry): string | undefined {
  switch (type) {
    case 'Service':
      return SERVICE.test(text) ? undefined : 'a service is named like lambda.amazonaws.com';
    case 'Federated':
      return isFederatedDomain(text) || PROVIDER.test(text) ? undefined : 'an identity provider is named by its ARN';
    case 'CanonicalUser':
      return CANONICAL_ID.test(text) ? undefined : 'a canonical user id has 64 hexadecimal digits';
    default:
  }
  if (form === 'nobody') return awsProblem(text);
  const isKnown = account === undefined || ACCOUNT_ID.test(account) || ORIGIN_ACCESS_IDENTITY.test(text);
  return isKnown ? undefined : 'an account id has twelve digits';
}

function awsProblem(text: string): string {
  if (/^\d+$/.test(text)) return 'an account id has twelve digits; quote it, so that its zeros stay';
  if (/[*?]/.test(text))
    return 'a wildcard cannot be part of a principal; use "*" with a condition on aws:PrincipalArn';
  if (/:group\//.test(text)) return 'a group is not a principal';
  return 'it is not an account, root user, user, role or session';
}
