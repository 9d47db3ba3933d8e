import { ANY_RUN, compileGlob, type Glob, type GlobPiece } from './glob.ts';
import { isVariable, type TemplatePiece } from './template.ts';

/** An ARN cut at its first five colons: arn, partition, service, Region, account, resource. */
export type ArnParts = readonly [string, string, string, string, string, string];

/** The six parts of an ARN; undefined for a text that has fewer. */
export function splitArn(text: string): ArnParts | undefined {
  const parts: string[] = [];
  let from = 0;
  for (let part = 0; part < 5; part += 1) {
    const colon = text.indexOf(':', from);
    if (colon < 0) return undefined;
    parts.push(text.slice(from, colon));
    from = colon + 1;
  }
  parts.push(text.slice(from));
  return parts as unknown as ArnParts;
}

/** The account id inside an ARN; empty for services whose ARNs have none. */
export function accountOf(arn: string): string | undefined {
  return splitArn(arn)?.[4];
}

/** Cuts a template at the first five colons that stand outside variables; undefined where there are fewer. */
export function splitTemplate<Piece extends TemplatePiece>(pieces: readonly Piece[]): Piece[][] | undefined {
  const parts: (Piece | string)[][] = [[]];
  for (const piece of pieces) {
    if (typeof piece !== 'string' || parts.length === 6) {
      parts.at(-1)?.push(piece);
      continue;
    }
    let rest: string = piece;
    while (parts.length < 6) {
      const colon = rest.indexOf(':');
      if (colon < 0) break;
      if (colon > 0) parts.at(-1)?.push(rest.slice(0, colon));
      parts.push([]);
      rest = rest.slice(colon + 1);
    }
    if (rest !== '') parts.at(-1)?.push(rest);
  }
  return parts.length === 6 ? (parts as Piece[][]) : undefined;
}

/** A test of the first five parts of an ARN, each by itself: a wildcard never reaches over a colon. */
export function compileArnHead(parts: readonly (readonly TemplatePiece[])[]): (arn: ArnParts) => boolean {
  const tests = parts
    .slice(0, 5)
    .map((part) => compileGlob(part.map((piece) => (isVariable(piece) ? piece.text : piece))));
  const [arn, partition, service, region, account] = tests as [Glob, Glob, Glob, Glob, Glob];
  return (parts) => service(parts[2]) && account(parts[4]) && region(parts[3]) && partition(parts[1]) && arn(parts[0]);
}

/**
 * Compiles the pattern of `ArnLike`: six parts, each compared by itself, wildcards within a part. What is not an ARN
 * matches nothing (IAM User Guide, Condition operators: ARN).
 * @modelChoice A bare `*` is no ARN either, but stands in many policies and can only mean any.
 */
export function compileArnGlob(pieces: readonly GlobPiece[]): Glob {
  const parts = splitTemplate(pieces);
  if (parts === undefined) return pieces.length === 1 && pieces[0] === ANY_RUN ? () => true : () => false;
  const head = compileArnHead(parts);
  const tail = compileGlob(parts[5] ?? []);
  return (text) => {
    const arn = splitArn(text);
    return arn !== undefined && head(arn) && tail(arn[5]);
  };
}
