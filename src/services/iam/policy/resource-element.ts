import type { Place } from '../../../core/source.ts';
import { compileArnHead, splitTemplate } from './arn-pattern.ts';
import { compileGlob, globPieces } from './glob.ts';
import type { PolicyRequest } from './request.ts';
import { compileTemplate, parseTemplate, type TemplatePiece } from './template.ts';
import { NO, not, some, type Ternary, truth, YES } from './ternary.ts';

/** One entry of `Resource` or `NotResource`. */
export interface ResourcePattern {
  readonly text: string;
  readonly test: (request: PolicyRequest) => Ternary;
}

/** `Resource` or `NotResource` of a statement. */
export interface ResourceElement {
  readonly negated: boolean;
  readonly patterns: readonly ResourcePattern[];
  readonly place?: Place | undefined;
}

/**
 * S3's actions on no bucket in particular.
 * @modelChoice The IAM User Guide shows `arn:aws:s3:::*` both covering and not covering s3:ListAllMyBuckets; we let it
 * cover, as the worked example of "Policy evaluation for requests within a single account" does.
 */
const S3_WHOLE = /^arn:[^:]*:s3:::\*$/;
const EVERYTHING = /^\*+$/;

/**
 * The first five parts of an ARN match one by one; in the last one `*` also crosses `/` and `:`. Variables count only
 * there, after the fifth colon (IAM User Guide, IAM JSON policy elements: Resource; Variables and tags).
 */
export function compileResource(text: string, variables: boolean): ResourcePattern {
  if (EVERYTHING.test(text)) return { text, test: () => YES };
  const pieces = parseTemplate(text, { wildcards: true, variables });
  const parts = splitTemplate(pieces);
  if (parts === undefined) return shortArn(text);
  // No service can be named by a wildcard; the grammar reports it, and what AWS refuses names no resource.
  if (parts[2]?.some(isWildcard)) return { text, test: () => NO };
  const head = compileArnHead(parts);
  const tail = compileTemplate(parts[5] ?? []);
  const wholeS3 = S3_WHOLE.test(text);
  const test = (request: PolicyRequest): Ternary => {
    const arn = request.resourceParts;
    if (arn === undefined) return truth(wholeS3 && request.resource === '*' && request.actionKey.startsWith('s3:'));
    return head(arn) ? tail(arn[5], request.context) : NO;
  };
  return { text, test };
}

function isWildcard(piece: TemplatePiece): boolean {
  return typeof piece === 'symbol';
}

const SHORT_ARN = /^arn:[^:]*:[^:*?]+:.*\*$/;

/** Whether a text with too few parts for an ARN still names resources: one that breaks off with `*`. */
export function isShortArn(text: string): boolean {
  return SHORT_ARN.test(text);
}

/**
 * A text with fewer than six parts. A `*` that ends a part can reach over the colons after it, so that one that ends the
 * text stands for all that is missing (IAM User Guide, IAM JSON policy elements: Resource, using wildcards); anything
 * else names no resource.
 */
function shortArn(text: string): ResourcePattern {
  if (!isShortArn(text)) return { text, test: () => NO };
  const glob = compileGlob(globPieces(text));
  return { text, test: ({ resourceParts, resource }) => truth(resourceParts !== undefined && glob(resource)) };
}

/** Whether the element covers the request's resource. */
export function coversResource(element: ResourceElement, request: PolicyRequest): Ternary {
  const listed = some(element.patterns, (pattern) => pattern.test(request));
  return element.negated ? not(listed) : listed;
}
