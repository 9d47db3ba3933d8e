import type { Place } from '../../../../core/source.ts';
import type { Diagnostic } from '../../../../schema/diagnostic.ts';
import { kindWord, type Node, placeOf, type ScalarNode } from '../../../../schema/node.ts';
import type { PolicyKind } from '../policy.ts';

type More = Partial<Pick<Diagnostic, 'suggestion' | 'expected'>>;

/** The error code that AWS's API answers a malformed document of each kind with. */
const ERROR_CODES: Readonly<Record<PolicyKind, string>> = {
  identity: 'MalformedPolicyDocument',
  boundary: 'MalformedPolicyDocument',
  session: 'MalformedPolicyDocument',
  trust: 'MalformedPolicyDocument',
  resource: 'MalformedPolicy',
  scp: 'MalformedPolicyDocumentException',
  rcp: 'MalformedPolicyDocumentException',
  endpoint: 'InvalidPolicyDocument',
};

/** Collects what is wrong with one policy document. */
export class Report {
  readonly kind: PolicyKind;
  readonly diagnostics: Diagnostic[] = [];

  constructor(kind: PolicyKind) {
    this.kind = kind;
  }

  /** Something AWS would refuse the document for. */
  error(message: string, place: Place, more: More = {}): undefined {
    this.diagnostics.push({ severity: 'error', code: ERROR_CODES[this.kind], message, place, ...more });
    return undefined;
  }

  /** The document is over a quota. */
  limit(message: string, place: Place): void {
    this.diagnostics.push({ severity: 'error', code: 'LimitExceeded', message, place });
  }

  /** Something AWS accepts that hardly means what its author wanted. */
  warn(code: string, message: string, place: Place, more: More = {}): void {
    this.diagnostics.push({ severity: 'warning', code, message, place, ...more });
  }
}

/** A text as written, so that an unquoted account id keeps its zeros. */
export function textOf(node: ScalarNode): string {
  return typeof node.value === 'string' ? node.value : node.raw;
}

/** A list of texts; a bare one stands for a list of one. */
export function textsOf(node: Node, what: string, report: Report): ScalarNode[] {
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length === 0) report.error(`${what} is an empty list`, placeOf(node), { expected: 'at least one value' });
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) return [item];
    report.error(`${what} holds ${kindWord(item)}`, placeOf(item), { expected: 'a text or a list of texts' });
    return [];
  });
}
