import type { Diagnostic } from '../../../../schema/diagnostic.ts';
import { didYouMean } from '../../../../schema/diagnostic.ts';
import { kindWord, type MapNode, type Node, placeOf, plain } from '../../../../schema/node.ts';
import type { Policy, PolicyKind, PolicyName, PolicyVersion } from '../policy.ts';
import type { Statement } from '../statement.ts';
import { Report, textOf } from './report.ts';
import { readStatement } from './statement.ts';

/** A compiled policy and everything that is wrong with its document. */
export interface Compiled {
  readonly policy: Policy;
  /** Errors are what AWS would refuse the document for; the policy is fit for use only without them. */
  readonly diagnostics: readonly Diagnostic[];
}

const VERSIONS = ['2012-10-17', '2008-10-17'] as const satisfies readonly PolicyVersion[];
const KEYS = ['Version', 'Id', 'Statement'];

/**
 * The longest document of each kind, in characters without white space (IAM and STS quotas; Organizations quotas, of which
 * those of service control policies were doubled on 2026-05-15).
 */
const LONGEST: Readonly<Partial<Record<PolicyKind, number>>> = {
  identity: 6144,
  boundary: 6144,
  session: 2048,
  trust: 2048,
  scp: 10_240,
  rcp: 5120,
  endpoint: 20_480,
};

/** Quotas that AWS raises on request, and up to where (IAM and STS quotas). */
const LONGEST_ON_REQUEST: Readonly<Partial<Record<PolicyKind, number>>> = { trust: 4096 };

/** `longest` replaces the size quota of the document's kind; `undefined` sets none. */
export interface PolicyOptions {
  readonly longest: number | undefined;
}

/**
 * Compiles a policy document: made once, asked many times. Never throws; a statement that is wrong never grants.
 * (IAM User Guide, Grammar of the IAM JSON policy language)
 */
export function compilePolicy(
  node: Node,
  kind: PolicyKind,
  name: PolicyName,
  options: PolicyOptions = { longest: LONGEST[kind] },
): Compiled {
  const report = new Report(kind);
  const version = readVersion(node, report);
  const statements = readStatements(node, version, report);
  const size = JSON.stringify(plain(node)).length;
  checkSize(size, options.longest, node, report);
  checkCharacters(node, report);
  const policy: Policy = { ...name, kind, version, statements, size, place: placeOf(node) };
  return { policy, diagnostics: report.diagnostics };
}

function checkSize(size: number, longest: number | undefined, node: Node, report: Report): void {
  if (longest === undefined || size <= longest) return;
  const onRequest = LONGEST_ON_REQUEST[report.kind] ?? longest;
  if (size > onRequest) {
    report.limit(`the policy has ${size} characters, more than the ${onRequest} AWS accepts`, placeOf(node));
    return;
  }
  const message = `the policy has ${size} characters; AWS accepts more than ${longest} only once the quota is raised`;
  report.warn('quota-to-be-raised', message, placeOf(node));
}

/** A policy without Version is one of 2008, in which `${…}` is plain text (IAM JSON policy elements: Version). */
function readVersion(node: Node, report: Report): PolicyVersion {
  const version = node.kind === 'map' ? node.entries.get('Version')?.value : undefined;
  if (version === undefined) {
    if (report.kind === 'rcp')
      report.error('a resource control policy without Version', placeOf(node), { expected: 'Version: "2012-10-17"' });
    warnOfVariables(node, report);
    return '2008-10-17';
  }
  const text = version.kind === 'scalar' ? textOf(version) : kindWord(version);
  const known = VERSIONS.find((candidate) => candidate === text);
  if (known === undefined) {
    report.error(`${text} is not a Version of the policy language`, placeOf(version), {
      expected: '"2012-10-17"',
      suggestion: didYouMean(text, VERSIONS),
    });
    return '2012-10-17';
  }
  if (known === '2008-10-17') {
    if (report.kind === 'rcp')
      report.error('a resource control policy has Version 2012-10-17', placeOf(version), { expected: '"2012-10-17"' });
    warnOfVariables(node, report);
  }
  return known;
}

function warnOfVariables(node: Node, report: Report): void {
  const found = findText(node, (text) => text.includes('${'));
  if (found === undefined) return;
  report.warn(
    'variables-need-version',
    'policy variables need Version 2012-10-17; without it they are plain text',
    placeOf(found),
    {
      expected: 'Version: "2012-10-17"',
    },
  );
}

function readStatements(node: Node, version: PolicyVersion, report: Report): Statement[] {
  if (node.kind !== 'map') {
    report.error(`a policy document is ${kindWord(node)}`, placeOf(node), {
      expected: 'a map with Version and Statement',
    });
    return [];
  }
  for (const [key, { key: place }] of node.entries) {
    if (!KEYS.includes(key))
      report.error(`${key} is not an element of a policy document`, place, { suggestion: didYouMean(key, KEYS) });
  }
  const given = node.entries.get('Statement')?.value;
  const nodes = given === undefined ? [] : given.kind === 'list' ? given.items : [given];
  if (nodes.length === 0)
    report.error('a policy document without a statement', placeOf(given ?? node), {
      expected: 'at least one statement',
    });
  const variables = version === '2012-10-17';
  const statements = nodes.flatMap((item, index) => readStatement(item, { index, variables }, report) ?? []);
  checkSids(node, statements, report);
  return statements;
}

/** Sids are unique within a document (IAM JSON policy elements: Sid). */
function checkSids(node: MapNode, statements: readonly Statement[], report: Report): void {
  const seen = new Set<string>();
  for (const { sid, place } of statements) {
    if (sid === undefined) continue;
    if (seen.has(sid)) report.error(`two statements have the Sid ${sid}`, place ?? placeOf(node));
    seen.add(sid);
  }
}

/** IAM's documents hold characters up to U+00FF only (IAM and STS quotas, IAM name requirements). */
function checkCharacters(node: Node, report: Report): void {
  if (report.kind === 'resource' || report.kind === 'endpoint') return;
  const found = findText(node, (text) => /[^\t\n\r\u0020-\u00ff]/.test(text));
  if (found !== undefined)
    report.error('a policy holds a character beyond U+00FF, which IAM does not accept', placeOf(found));
}

function findText(node: Node, test: (text: string) => boolean): Node | undefined {
  if (node.kind === 'scalar') return typeof node.value === 'string' && test(node.value) ? node : undefined;
  const children = node.kind === 'list' ? node.items : [...node.entries.values()].map((entry) => entry.value);
  for (const child of children) {
    const found = findText(child, test);
    if (found !== undefined) return found;
  }
  return undefined;
}
