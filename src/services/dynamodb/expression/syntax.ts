import type { AttributeValue } from '../value/attribute-value.ts';

/** The expression parameters of the API; error texts name them. */
export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

/** A document path: attribute names and list positions, aliases already replaced. */
export type PathPart = string | number;
export interface PathOperand {
  readonly kind: 'path';
  readonly parts: readonly PathPart[];
}

/** A value from `ExpressionAttributeValues`. */
export interface ValueOperand {
  readonly kind: 'value';
  readonly name: string;
  readonly value: AttributeValue;
}

export interface FunctionCall {
  readonly kind: 'function';
  readonly name: string;
  readonly args: readonly Operand[];
}

export type Operand = PathOperand | ValueOperand | FunctionCall;
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition }
  | FunctionCall;

/** The right side of a SET action. */
export type SetValue =
  | Operand
  | { readonly kind: 'sum'; readonly sign: '+' | '-'; readonly left: Operand; readonly right: Operand };

export type UpdateAction =
  | { readonly kind: 'SET'; readonly path: readonly PathPart[]; readonly value: SetValue }
  | { readonly kind: 'REMOVE'; readonly path: readonly PathPart[] }
  | { readonly kind: 'ADD' | 'DELETE'; readonly path: readonly PathPart[]; readonly value: ValueOperand };

/** A path in the form of AWS's error texts: `[a, [0], b]`. */
export function bracketedPath(parts: readonly PathPart[]): string {
  return `[${parts.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;
}
