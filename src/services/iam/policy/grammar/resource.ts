import { type Node, placeOf, type ScalarNode } from '../../../../schema/node.ts';
import { splitTemplate } from '../arn-pattern.ts';
import { compileResource, isShortArn, type ResourceElement } from '../resource-element.ts';
import { isVariable, parseTemplate } from '../template.ts';
import { type Report, textOf, textsOf } from './report.ts';

/** Reads `Resource` or `NotResource`. */
export function readResource(node: Node, negated: boolean, variables: boolean, report: Report): ResourceElement {
  const texts = textsOf(node, negated ? 'NotResource' : 'Resource', report);
  for (const text of texts) checkResource(text, variables, report);
  return { negated, patterns: texts.map((text) => compileResource(textOf(text), variables)), place: placeOf(node) };
}

function checkResource(node: ScalarNode, variables: boolean, report: Report): void {
  const text = textOf(node);
  if (text === '*') return;
  const parts = splitTemplate(parseTemplate(text, { wildcards: false, variables }));
  if (parts === undefined && isShortArn(text)) {
    report.warn('short-arn', `${text} leaves out parts of an ARN; its last * stands for all of them`, placeOf(node), {
      expected: 'arn:partition:service:region:account:resource',
    });
    return;
  }
  if (parts === undefined || !text.startsWith('arn:')) {
    report.error(`${text} is neither an ARN nor *`, placeOf(node), {
      expected: 'arn:partition:service:region:account:resource, or *',
    });
    return;
  }
  const service = parts[2]?.join('') ?? '';
  if (service === '' || /[*?]/.test(service)) {
    report.error(
      `the service of the ARN ${text} cannot ${service === '' ? 'be left out' : 'have a wildcard'}`,
      placeOf(node),
    );
  }
  if (parts.slice(0, 5).some((part) => part.some(isVariable))) {
    report.warn(
      'variable-before-resource',
      `in ${text} a variable stands before the fifth colon, where it is not replaced`,
      placeOf(node),
      {
        expected: 'variables in the last part of the ARN only',
      },
    );
  }
}
