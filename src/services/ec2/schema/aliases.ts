import { addressOf } from '../../../core/directory.ts';
import { member, type Node } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import type { Kind } from '../../../schema/resources.ts';

/** How a VPC's default thing is marked, and under which part of the VPC's name it can be found. */
export interface DefaultMark {
  readonly member: string;
  readonly value: string | boolean;
  readonly part: string;
}

/** The name of what a VPC has by default: `main/default`. */
export function defaultName(vpc: string, part: string): string {
  return `${vpc}/${part}`;
}

/**
 * Further forms of a VPC's default group, network ACL or route table declared under a name of its own
 * (`sg/main/default`), so that it is found whether the file spells it out or not.
 */
export function defaultAlias(kind: Kind, node: Node, reader: Reader, mark: DefaultMark): readonly string[] {
  const marked = member(node, mark.member);
  const vpc = member(node, 'vpc');
  if (marked?.kind !== 'scalar' || marked.value !== mark.value || vpc?.kind !== 'scalar') return [];
  const name = defaultName(vpc.raw.split('/').at(-1) ?? vpc.raw, mark.part);
  return [kind.name, ...(kind.aliases ?? [])].flatMap((word) => [
    `${word}/${name}`,
    addressOf(reader.account?.name, word, name),
  ]);
}
