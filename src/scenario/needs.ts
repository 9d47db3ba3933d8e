import { member, type Node } from '../schema/node.ts';
import { SERVICES } from '../services/registry.ts';

/** The names of the services a scenario uses: by its accounts, its top-level keys, its model choices, its steps. */
export function servicesNeeded(root: Node): ReadonlySet<string> {
  const needed = new Set<string>();
  const byKey = (key: string) => {
    for (const line of SERVICES) if (line.name === key || line.keys?.includes(key) === true) needed.add(line.name);
  };
  for (const key of keysOf(root)) byKey(key);
  for (const key of keysOf(member(root, 'model'))) byKey(key);
  const accounts = member(root, 'accounts');
  for (const account of keysOf(accounts)) {
    const parts = member(accounts, account);
    for (const key of keysOf(parts)) byKey(key);
    for (const { name, partsNeed = [] } of SERVICES) {
      for (const { path, service } of partsNeed) if (holds(member(parts, name), path)) needed.add(service);
    }
  }
  const steps = member(root, 'steps');
  if (steps?.kind === 'list') for (const step of steps.items) for (const name of stepNeeds(step)) needed.add(name);
  return needed;
}

/** The names of the services one step uses: by its verb, the API it calls, the parts of an account it changes. */
export function stepNeeds(step: Node): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const verb of keysOf(step)) {
    for (const line of SERVICES) if (line.verbs?.includes(verb) === true) needed.add(line.name);
  }
  for (const call of [member(step, 'call'), member(member(step, 'load'), 'call')]) {
    const prefix = call?.kind === 'scalar' ? (/^\s*([a-z0-9-]+):/i.exec(call.raw)?.[1] ?? '').toLowerCase() : '';
    for (const line of SERVICES)
      if (line.name === prefix || line.prefixes?.includes(prefix) === true) needed.add(line.name);
  }
  for (const path of keysOf(member(step, 'change'))) {
    const words = new Set([...path.split('.'), ...keysOf(member(member(step, 'change'), path))]);
    for (const { name, partsNeed = [] } of SERVICES) {
      if (!words.has(name)) continue;
      needed.add(name);
      for (const { path: inner, service } of partsNeed)
        if (inner.some((word) => word !== '*' && words.has(word))) needed.add(service);
    }
  }
  return needed;
}

/** Whether a map has a member at this path; `*` is any name. */
function holds(node: Node | undefined, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return node !== undefined;
  const inner = key === '*' ? keysOf(node) : [key];
  return inner.some((name) => {
    const value = member(node, name);
    return value !== undefined && holds(value, rest);
  });
}

function keysOf(node: Node | undefined): readonly string[] {
  return node?.kind === 'map' ? [...node.entries.keys()] : [];
}
