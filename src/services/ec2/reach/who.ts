import type { Interface } from '../network/model.ts';
import type { Party } from '../send/ends.ts';
import { prepare } from '../send/prepare.ts';
import type { ServiceWord } from '../send/read.ts';
import { SessionDraft } from '../sessions/draft.ts';
import { travel, type Verdict } from '../walk/journey.ts';
import type { Situation } from '../walk/walk.ts';

/** Who came out how, by address. */
export type Reached = Readonly<Partial<Record<Verdict, readonly string[]>>>;

/** Which interfaces and hosts can open this to an interface, and how it ends for the others. */
export function whoCanReach(situation: Situation, to: Interface, service: ServiceWord): Reached {
  const target: Party = { kind: 'interface', owner: to };
  return gather(others(situation, to), (other) => verdictOf(situation, other, target, service));
}

/** Which interfaces and hosts an interface can open this to. */
export function reachedFrom(situation: Situation, from: Interface, service: ServiceWord): Reached {
  const sender: Party = { kind: 'interface', owner: from };
  return gather(others(situation, from), (other) => verdictOf(situation, sender, other, service));
}

interface Other {
  readonly address: string;
  readonly party: Party;
}

/** Everybody else: interfaces of instances, hosts outside, and anybody on the internet. */
function others({ network }: Situation, own: Interface): readonly Other[] {
  const interfaces = [...network.instanceOf.keys()]
    .filter((other) => other !== own)
    .map((owner): Other => ({ address: owner.address, party: { kind: 'interface', owner } }));
  const hosts = [...network.hosts.values()].map(
    (host): Other => ({ address: host.address, party: { kind: 'host', host } }),
  );
  return [...interfaces, ...hosts, { address: 'internet', party: { kind: 'internet' } }];
}

function gather(all: readonly Other[], ask: (party: Party) => Verdict): Reached {
  const found: Partial<Record<Verdict, string[]>> = {};
  for (const { address, party } of all) {
    const verdict = ask(party);
    const list = found[verdict];
    if (list === undefined) found[verdict] = [address];
    else list.push(address);
  }
  return found;
}

function verdictOf(situation: Situation, from: Party, to: Party, service: ServiceWord): Verdict {
  const sessions = new SessionDraft();
  const prepared = prepare(situation, sessions, { from, to, service });
  if ('stopped' in prepared) return prepared.stopped.kind === 'unknown' ? 'unknown' : 'dropped';
  return travel(situation, sessions, prepared.origin, prepared.header).verdict;
}
