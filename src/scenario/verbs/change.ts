import type { Definition } from '../../core/definition.ts';
import { Directory } from '../../core/directory.ts';
import type { Outcome } from '../../core/result.ts';
import { done } from '../../core/service.ts';
import { locate } from '../../core/source.ts';
import { refine, required } from '../../schema/collections.ts';
import { type Diagnostic, didYouMean } from '../../schema/diagnostic.ts';
import { kindWord, type MapNode, type Node, placeOf } from '../../schema/node.ts';
import { Reader } from '../../schema/reader.ts';
import { anything } from '../../schema/scalars.ts';
import type { OpenFile, Schema } from '../../schema/schema.ts';
import { defineVerb, type Service } from '../../services/service.ts';
import { readDefinition, treeOf } from '../definition.ts';
import { editsOf } from '../edits.ts';
import { expandPaths, mergePatch, splitPath } from '../merge-patch.ts';

/** A checked change: which paths it touches, and the patch over `accounts`. */
export interface Change {
  readonly paths: readonly string[];
  readonly patch: MapNode;
}

const changeMap: Schema<Change> = refine(anything, (_, node, reader) => {
  if (node.kind !== 'map') {
    return reader.error('wrong-type', `${kindWord(node)} stands where a map of changes belongs`, placeOf(node), {
      expected: 'a map such as { shop.ec2.securityGroups.web.ingress: [ … ] }',
    });
  }
  for (const [path, { key }] of node.entries) {
    if (splitPath(path) === undefined)
      reader.error('wrong-path', `${path} is not a path`, key, {
        expected: 'names joined by dots; quote a name that holds a dot',
      });
  }
  return { paths: [...node.entries.keys()], patch: expandPaths(node) };
});

/** What a change makes of a definition: a new one, read and checked like the file itself, and what is wrong with it. */
export interface Changed {
  /** Fit to be run only where there are no problems. */
  readonly definition: Definition;
  readonly problems: readonly Diagnostic[];
}

/** The verb `change`: the account is edited, with the validation of loading. */
export function changeVerb(services: ReadonlyMap<string, Service>, openFile: OpenFile) {
  const apply = changer(services, openFile);
  return {
    apply,
    verb: defineVerb({
      name: 'change',
      meaning: 'the account is edited, with the validation of loading; running state that is still valid stays',
      fields: { change: required(changeMap) },
      input: (read) => read.change,
      title: ({ paths }) => `change ${paths.join(', ')}`,
      perform: (simulation, input): Outcome => {
        const changed = apply(simulation.definition, input);
        if (changed.problems.length > 0) return refused(changed.problems);
        const edits = editsOf(treeOf(simulation.definition).entries.get('accounts')?.value, input.patch);
        simulation.change(changed.definition);
        return done({ changed: input.paths, edits });
      },
    }),
  };
}

/** Applies changes; the same change to the same definition is read once. */
function changer(
  services: ReadonlyMap<string, Service>,
  openFile: OpenFile,
): (definition: Definition, change: Change) => Changed {
  const known = new WeakMap<Definition, WeakMap<Change, Changed>>();
  return (definition, change) => {
    let ofDefinition = known.get(definition);
    if (ofDefinition === undefined) {
      ofDefinition = new WeakMap();
      known.set(definition, ofDefinition);
    }
    let changed = ofDefinition.get(change);
    if (changed === undefined) {
      changed = changedDefinition(definition, change, services, openFile);
      ofDefinition.set(change, changed);
    }
    return changed;
  };
}

function changedDefinition(
  definition: Definition,
  change: Change,
  services: ReadonlyMap<string, Service>,
  openFile: OpenFile,
): Changed {
  const tree = treeOf(definition);
  const reader = new Reader(openFile, new Directory());
  for (const [account, { key }] of change.patch.entries) {
    if (definition.accounts.has(account) || change.patch.entries.get(account)?.value.kind === 'map') continue;
    reader.error('unknown-account', `there is no account ${account}`, key, {
      suggestion: didYouMean(account, [...definition.accounts.keys()]),
    });
  }
  const accounts = mergePatch(tree.entries.get('accounts')?.value, change.patch) as Node;
  const place = tree.entries.get('accounts')?.key ?? placeOf(tree);
  const root: MapNode = { ...tree, entries: new Map(tree.entries).set('accounts', { key: place, value: accounts }) };
  const next = readDefinition(root, services, reader);
  return { definition: next, problems: reader.diagnostics.filter(({ severity }) => severity === 'error') };
}

function refused(problems: readonly Diagnostic[]): Outcome {
  const said = problems.map((problem) => {
    const { file, line, column } = locate(problem.place);
    return `${file}:${line}:${column}: ${problem.message}`;
  });
  return { outcome: 'error', reason: 'invalid-change', facts: { problems: said }, trace: [] };
}
