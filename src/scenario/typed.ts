/** A typed step taken apart: a verb and the one text that follows it, or YAML. */
export type TypedForm =
  | { readonly verb: string; readonly rest: string; readonly verbAt: number; readonly restAt: number }
  | { readonly yaml: string };

/**
 * `send laptop -> web-1` is as good as `send: laptop -> web-1`: what follows a verb is one text where it can be. So is
 * `change shop.region: us-east-1` for `change: { shop.region: us-east-1 }`. Anything else is YAML already.
 */
export function typedForm(line: string): TypedForm {
  const typed = /^\s*([a-z][a-z-]*)\s*:?\s+(\S.*?)\s*$/su.exec(line);
  if (typed === null) return { yaml: line };
  const [, verb = '', rest = ''] = typed;
  if (/^[{[]/.test(rest)) return { yaml: `${verb}: ${rest}` };
  if (verb === 'change' && /:\s/.test(rest)) return { yaml: `change: { ${rest} }` };
  if (verb === 'load' || /^["']/.test(rest)) return { yaml: line };
  const verbAt = line.indexOf(verb);
  return { verb, rest, verbAt, restAt: line.indexOf(rest, verbAt + verb.length) };
}
