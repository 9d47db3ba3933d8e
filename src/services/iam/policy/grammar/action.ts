import { didYouMean } from '../../../../schema/diagnostic.ts';
import { type Node, placeOf, type ScalarNode } from '../../../../schema/node.ts';
import { type ActionElement, compileAction } from '../action-element.ts';
import { type Report, textOf, textsOf } from './report.ts';
import { SERVICE_PREFIXES } from './service-prefixes.ts';

/** No name of an action has a hyphen, but AWS's pages write `action-name` for one; IAM looks at the prefix only. */
const ACTION = /^([^:*?]+):([A-Za-z0-9*?-]+)$/;

/** Reads `Action` or `NotAction`. */
export function readAction(node: Node, negated: boolean, report: Report): ActionElement {
  const texts = textsOf(node, negated ? 'NotAction' : 'Action', report);
  for (const text of texts) checkAction(text, report);
  return { negated, patterns: texts.map((text) => compileAction(textOf(text))), place: placeOf(node) };
}

function checkAction(node: ScalarNode, report: Report): void {
  const text = textOf(node);
  if (text === '*') {
    if (report.kind === 'rcp')
      report.error('a resource control policy names the service of its actions', placeOf(node), {
        expected: 'an action such as s3:*',
      });
    if (report.kind === 'trust') refuseInTrust(text, node, report);
    return;
  }
  if (text.includes(',')) {
    report.warn('action-with-comma', `a comma does not separate actions; ${text} matches no action`, placeOf(node), {
      expected: 'a list of actions',
    });
    return;
  }
  const match = ACTION.exec(text);
  if (match === null) {
    const message = text.includes(':')
      ? `${text} is not an action`
      : `${text} does not say which service it belongs to`;
    report.error(message, placeOf(node), {
      expected: 'a service prefix without wildcards, a colon and a name, such as s3:GetObject',
    });
    return;
  }
  const prefix = (match[1] ?? '').toLowerCase();
  if (report.kind === 'trust' && prefix !== 'sts') refuseInTrust(text, node, report);
  else if (!SERVICE_PREFIXES.has(prefix)) {
    report.warn(
      'unknown-service-prefix',
      `${prefix} is not the prefix of a service this sandbox knows`,
      placeOf(node),
      {
        suggestion: didYouMean(prefix, [...SERVICE_PREFIXES]),
      },
    );
  }
}

function refuseInTrust(text: string, node: ScalarNode, report: Report): void {
  report.error(`a trust policy has actions of STS only, not ${text}`, placeOf(node), {
    expected: 'sts:AssumeRole or another action of STS',
  });
}
