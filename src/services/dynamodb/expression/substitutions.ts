import { type ApiError, invalid } from '../api-error.ts';
import { type AttributeMap, type AttributeValue, attribute } from '../value/attribute-value.ts';

const ALIAS = /^#[A-Za-z0-9_]+$/;
const PLACEHOLDER = /^:[A-Za-z0-9_]+$/;

/** What stands behind the `#names` and `:values` of one request, and which of them its expressions have used. */
export class Substitutions {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: AttributeMap;
  readonly #usedNames = new Set<string>();
  readonly #usedValues = new Set<string>();

  constructor(names: ReadonlyMap<string, string> = new Map(), values: AttributeMap = {}) {
    this.#names = names;
    this.#values = values;
  }

  /** The attribute name behind an alias. */
  name(alias: string): string | undefined {
    this.#usedNames.add(alias);
    return this.#names.get(alias);
  }

  /** The value behind a placeholder. */
  value(placeholder: string): AttributeValue | undefined {
    this.#usedValues.add(placeholder);
    return attribute(this.#values, placeholder);
  }

  /** Keys that are not of the form `#name` or `:value`. */
  malformed(): ApiError | undefined {
    for (const name of this.#names.keys()) {
      if (!ALIAS.test(name))
        return invalid(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${name}"`);
    }
    for (const name of Object.keys(this.#values)) {
      if (!PLACEHOLDER.test(name)) {
        return invalid(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${name}"`);
      }
    }
    return undefined;
  }

  /** Names and values that no expression of the request has used; ask once all are parsed. */
  unused(): ApiError | undefined {
    const complaint = (parameter: string, keys: Iterable<string>, used: ReadonlySet<string>) => {
      const idle = [...keys].filter((key) => !used.has(key));
      if (idle.length === 0) return undefined;
      return invalid(`Value provided in ${parameter} unused in expressions: keys: {${idle.join(', ')}}`);
    };
    return (
      complaint('ExpressionAttributeNames', this.#names.keys(), this.#usedNames) ??
      complaint('ExpressionAttributeValues', Object.keys(this.#values), this.#usedValues)
    );
  }
}
