import { type ApiError, invalid, invalidValue } from '../api-error.ts';
import { type IndexKey, wrongIndexType } from '../key/key-rules.ts';
import { type KeySchema, keyAttributes } from '../key/key-schema.ts';
import { type TypeName, typeOf } from '../value/attribute-value.ts';
import type { SetValue, UpdateAction } from './syntax.ts';

/**
 * What an update expression may not do to keys, as far as the expression alone tells ("Using update expressions in
 * DynamoDB", Developer Guide): change the table's, reach into an index's, give an index key another type.
 */
export function checkUpdatedKeys(
  { key, indexes }: { readonly key: KeySchema; readonly indexes: readonly IndexKey[] },
  actions: readonly UpdateAction[],
): ApiError | undefined {
  const names = new Set(keyAttributes(key).map(({ name }) => name));
  const own = actions.map(({ path }) => String(path[0])).find((name) => names.has(name));
  if (own !== undefined) return invalidValue(`Cannot update attribute ${own}. This attribute is part of the key`);
  for (const index of indexes) {
    const problem = checkIndexKey(index, actions);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkIndexKey(index: IndexKey, actions: readonly UpdateAction[]): ApiError | undefined {
  for (const one of keyAttributes(index.key)) {
    for (const action of actions) {
      if (action.path[0] !== one.name) continue;
      if (action.path.length > 1) {
        const rule = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed";
        return invalid(`${rule}: IndexKey: ${one.name}`);
      }
      const type = toldType(action);
      if (type !== undefined && type !== one.type) return wrongIndexType(index, one, type);
    }
  }
  return undefined;
}

/** The type that an action gives its attribute, where the item has no say in it. */
function toldType(action: UpdateAction): TypeName | undefined {
  if (action.kind === 'REMOVE' || action.kind === 'DELETE') return undefined;
  return action.kind === 'ADD' ? typeOf(action.value.value) : valueType(action.value);
}

function valueType(value: SetValue): TypeName | undefined {
  switch (value.kind) {
    case 'sum':
      return 'N';
    case 'value':
      return typeOf(value.value);
    case 'function':
      return value.name === 'list_append' ? 'L' : undefined;
    default:
      return undefined;
  }
}
