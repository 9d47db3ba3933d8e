/** A value the scenario leaves open: nothing is assumed about it. */
export const UNKNOWN = Symbol('unknown');

/** A context key's value in one request: a single value, several, or one nobody knows. */
export type ContextValue = string | readonly string[] | typeof UNKNOWN;

/** The condition keys of one request; key names are in lower case, because AWS compares them without case. */
export type RequestContext = ReadonlyMap<string, ContextValue>;

/** A request context from keys as people write them. Later parts win; `null` takes a key away. */
export function contextOf(
  ...parts: readonly { readonly [key: string]: ContextValue | null | undefined }[]
): RequestContext {
  const context = new Map<string, ContextValue>();
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      if (value === null) context.delete(key.toLowerCase());
      else if (value !== undefined) context.set(key.toLowerCase(), value);
    }
  }
  return context;
}

/** All values of a key; none where the key is absent. */
export function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
