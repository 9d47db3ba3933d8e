import type { Directory, Entry } from '../core/directory.ts';
import type { World } from '../core/world.ts';
import type { Node } from '../schema/node.ts';
import { commands } from './commands.ts';
import { beforeCaret, type Field, insert } from './field.ts';
import type { Session, State } from './state.ts';

/** Something that may stand where the caret is. */
export interface Suggestion {
  readonly text: string;
  /** A few words about it. */
  readonly hint: string;
}

const most = 200;

/** What may complete the word before the caret of the command bar, best first. */
export function suggestions(state: State): readonly Suggestion[] {
  const { prompt, session } = state;
  if (prompt === undefined || (prompt.kind !== 'command' && prompt.kind !== 'what-if')) return [];
  const before = beforeCaret(prompt.field);
  const words = before.split(/\s+/);
  const word = words.at(-1) ?? '';
  const line = words.slice(0, -1).filter((each) => each !== '');
  if (line.length === 0) return ranked(firstWords(state, prompt.kind === 'what-if'), word);
  return session === undefined ? [] : ranked(following(session, line, word), word);
}

function firstWords(state: State, stepsOnly: boolean): Suggestion[] {
  const verbs = [...(state.session?.scenario.language.verbs.values() ?? [])].map((verb) => ({
    text: verb.name,
    hint: verb.meaning,
  }));
  const past = state.history.map((text) => ({ text, hint: 'typed before' }));
  const own = stepsOnly ? [] : commands.map(({ word, meaning }) => ({ text: word, hint: meaning }));
  return [...past, ...verbs, ...own];
}

/** What may follow the words of a line. */
function following(session: Session, line: readonly string[], word: string): Suggestion[] {
  const [first = ''] = line;
  const verb = first.replace(/:$/, '');
  const world = session.timeline.worlds[session.at];
  if (world === undefined) return [];
  const { directory } = world.definition;
  switch (verb) {
    case 'send':
      return afterSend(world, line);
    case 'call':
      return afterCall(session, directory, line);
    case 'wait':
      return line.length > 1
        ? []
        : ['1s', '10s', '1m', '10m', '1h', '1d'].map((text) => ({ text, hint: 'simulated time' }));
    case 'fail':
      return line.length > 1 ? [] : entries(directory, (entry) => canFail(world, entry));
    case 'recover':
      return line.length > 1 ? [] : [...world.faults.values()].map((fault) => ({ text: fault.what, hint: fault.how }));
    case 'change':
      return line.length > 1 ? [] : changePaths(session, word);
    case 'goto':
      return session.timeline.steps.flatMap((step) =>
        step.info.id === undefined ? [] : [{ text: step.info.id, hint: step.verb.title(step.input) }],
      );
    case 'save':
    case 'open':
      return [];
    default:
      return [...completionsOf(session, world), ...entries(directory)];
  }
}

/** Kinds of things that a packet may come from or go to. */
const packetEnds = new Set(['instance', 'eni', 'host', 'endpoint', 'load-balancer']);

function afterSend(world: World, line: readonly string[]): Suggestion[] {
  const arrow = line.findIndex((word) => word === '->' || word === '→');
  const ends = () => [
    ...entries(world.definition.directory, (entry) => packetEnds.has(entry.kind)),
    { text: 'internet', hint: 'any host outside' },
  ];
  if (line.length === 1) return ends();
  if (arrow < 0) return [{ text: '->', hint: 'to' }];
  if (line.length === arrow + 1) return ends();
  if (line.length === arrow + 2) {
    return ['tcp/443', 'tcp/80', 'tcp/22', 'tcp/5432', 'udp/53', 'icmp/8.0'].map((text) => ({
      text,
      hint: 'protocol/port',
    }));
  }
  return [];
}

function afterCall(session: Session, directory: Directory, line: readonly string[]): Suggestion[] {
  if (line.length === 1) {
    return [...session.scenario.services.values()].flatMap((service) =>
      Object.keys(service.actions ?? {}).map((action) => ({ text: `${service.name}:${action}`, hint: 'API action' })),
    );
  }
  if (line.at(-1) === 'as') return entries(directory, (entry) => ['user', 'role', 'profile'].includes(entry.kind));
  const principal = line.includes('as') ? [] : [{ text: 'as', hint: 'who calls' }];
  return [...principal, ...entries(directory)];
}

function completionsOf(session: Session, world: World): Suggestion[] {
  return [...session.scenario.services.values()].flatMap((service) =>
    (service.completions?.(world) ?? []).map((text) => ({ text, hint: service.name })),
  );
}

function canFail(world: World, entry: Entry): boolean {
  return world.services.get(entry.service)?.faults?.[entry.kind] !== undefined;
}

/** Things by the shortest address that points at one of them alone. */
function entries(directory: Directory, fits: (entry: Entry) => boolean = () => true): Suggestion[] {
  const found: Suggestion[] = [];
  for (const entry of directory.entries()) {
    if (!fits(entry)) continue;
    const short = [entry.name, `${entry.kind}/${entry.name}`].find((form) => {
      const resolved = directory.resolve(form);
      return 'found' in resolved && resolved.found === entry && resolved.part === undefined;
    });
    found.push({
      text: short ?? entry.address,
      hint: entry.kind + (entry.account === undefined ? '' : ` in ${entry.account}`),
    });
  }
  return found;
}

/** Members of the accounts' tree below the dotted path typed so far. */
function changePaths(session: Session, word: string): Suggestion[] {
  const dot = word.lastIndexOf('.');
  const above = dot < 0 ? '' : word.slice(0, dot + 1);
  let node: Node | undefined = session.scenario.root.entries.get('accounts')?.value;
  for (const part of dot < 0 ? [] : word.slice(0, dot).split('.')) {
    node = node?.kind === 'map' ? node.entries.get(part)?.value : undefined;
  }
  if (node?.kind !== 'map') return [];
  return [...node.entries].map(([key, { value }]) => ({
    // A path goes on, a value follows a colon.
    text: `${above}${key}${value.kind === 'map' ? '.' : ':'}`,
    hint: value.kind === 'scalar' ? value.raw : value.kind === 'list' ? `${value.items.length} in a list` : 'a map',
  }));
}

/** Those that begin with the word, then those that have it further in; nothing that is the word already. */
function ranked(all: readonly Suggestion[], word: string): readonly Suggestion[] {
  const wanted = word.toLowerCase();
  const begin: Suggestion[] = [];
  const contain: Suggestion[] = [];
  const seen = new Set<string>();
  for (const each of all) {
    const text = each.text.toLowerCase();
    if (seen.has(text)) continue;
    seen.add(text);
    if (text.startsWith(wanted)) begin.push(each);
    else if (text.includes(wanted)) contain.push(each);
  }
  const found = [...begin, ...contain];
  return found.length === 1 && found[0]?.text === word ? [] : found.slice(0, most);
}

/** The field with a suggestion in the place of the word before the caret. */
export function accept(field: Field, suggestion: Suggestion): Field {
  const before = beforeCaret(field);
  const word = /\S*$/.exec(before)?.[0] ?? '';
  // A line typed before stands for the whole line.
  const space = suggestion.text.endsWith('.') ? '' : ' ';
  return insert(field, suggestion.text + space, [...word].length);
}
