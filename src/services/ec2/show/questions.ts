import type { Json, Outcome } from '../../../core/result.ts';
import { type ShowProblem, shown } from '../../../core/service.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { formatIp, parseIp } from '../address/ip.ts';
import { isDnsName, resolveName } from '../dns.ts';
import { rowsOf } from '../explain/rows.ts';
import { networkOf } from '../network/compile.ts';
import type { Interface, Network } from '../network/model.ts';
import { allPairs } from '../reach/all-pairs.ts';
import { reachedFrom, whoCanReach } from '../reach/who.ts';
import { selectRoute } from '../rules/route-selection.ts';
import { findParty } from '../send/ends.ts';
import { parseService, type ServiceWord } from '../send/read.ts';
import { classifySubnet } from '../subnet-class.ts';
import { targetName } from '../walk/routing.ts';
import { NOTHING_ASSUMED, type Situation } from '../walk/walk.ts';
import { NAMED_MOST, reachByName, reachGroups } from './reachability.ts';
import { plainConnections, plainMappings } from './sessions.ts';
import { plainClass } from './things.ts';

interface Question {
  /** How it is asked, for completion. */
  readonly form: string;
  answer(simulation: Simulation, words: readonly string[]): Outcome | ShowProblem;
}

/** Questions about the whole network, by their first word. */
export const QUESTIONS: Readonly<Record<string, Question>> = {
  subnets: { form: 'subnets', answer: (simulation) => shown(subnets(networkOf(simulation.definition))) },
  connections: { form: 'connections', answer: (simulation) => shown(plainConnections(simulation)) },
  'nat-mappings': { form: 'nat-mappings', answer: (simulation) => shown(plainMappings(simulation)) },
  'route-lookup': { form: 'route-lookup SUBNET ADDRESS', answer: routeLookup },
  dns: { form: 'dns NAME from INSTANCE', answer: dns },
  'who-can-reach': {
    form: 'who-can-reach INSTANCE tcp/443',
    answer: (simulation, words) => reach(simulation, words, 'to'),
  },
  reachability: { form: 'reachability tcp/443', answer: reachability },
  'reachable-from': {
    form: 'reachable-from INSTANCE tcp/443',
    answer: (simulation, words) => reach(simulation, words, 'from'),
  },
};

function subnets(network: Network): Json {
  return [...network.subnets.values()].map((subnet) => ({
    subnet: subnet.address,
    ...plainClass(classifySubnet(network, subnet)),
  }));
}

function routeLookup({ definition }: Simulation, [from = '', to = '']: readonly string[]): Outcome | ShowProblem {
  const network = networkOf(definition);
  const party = findParty(definition.directory, network, from);
  const destination = parseIp(to);
  const subnet = 'problem' in party ? undefined : party.kind === 'subnet' ? party.subnet : subnetOf(party);
  if (subnet === undefined)
    return { problem: `${from || 'nothing'} is no subnet and no instance`, known: [...network.subnets.keys()] };
  if (destination === undefined)
    return { problem: `${to || 'nothing'} is no address; ask as route-lookup ${from} 10.0.0.1` };
  const { table } = subnet;
  if (table === 'unknown') return shown({ subnet: subnet.address, routeTable: 'unknown' });
  const selection = selectRoute(table, destination);
  const target = selection === 'unknown' ? 'unknown' : 'none' in selection ? null : targetName(selection.route.target);
  const rows = rowsOf({ table: 'routes', routes: table, destination }).map(({ looked }) => looked as Json);
  return shown(
    { subnet: subnet.address, routeTable: table.address, destination: formatIp(destination), target, routes: rows },
    { at: table.address },
  );
}

function subnetOf(party: Exclude<ReturnType<typeof findParty>, { problem: string }>) {
  if (party.kind === 'instance') return party.instance.interfaces[0]?.subnet;
  return party.kind === 'interface' ? party.owner.subnet : undefined;
}

function dns({ definition }: Simulation, words: readonly string[]): Outcome | ShowProblem {
  const [name = '', , from] = words;
  const network = networkOf(definition);
  if (!isDnsName(name))
    return { problem: `${name || 'nothing'} is not a DNS name; ask as dns s3.ap-northeast-1.amazonaws.com from web-1` };
  const party = from === undefined ? undefined : findParty(definition.directory, network, from);
  if (party !== undefined && 'problem' in party) return { problem: party.problem };
  const vpc = party === undefined ? undefined : subnetOf(party)?.vpc;
  const answer = resolveName(network, name, vpc);
  return shown(
    { name, addresses: answer.ips.map(formatIp), reason: answer.reason, at: answer.at ?? null },
    { at: answer.at },
  );
}

function reach(
  simulation: Simulation,
  [who = '', what = '']: readonly string[],
  end: 'from' | 'to',
): Outcome | ShowProblem {
  const { definition } = simulation;
  const network = networkOf(definition);
  const party = findParty(definition.directory, network, who);
  if ('problem' in party) return { problem: party.problem };
  const owner = interfaceOf(party);
  if (owner === undefined)
    return { problem: `${who} is no instance and no interface`, known: [...network.instances.keys()] };
  const service = parseService(what);
  if (typeof service === 'string') return { problem: `${service}; ask as who-can-reach ${who} tcp/443` };
  const situation: Situation = { network, faults: simulation.faults, assumptions: NOTHING_ASSUMED };
  return shown(answerReach(situation, owner, service, end), { at: owner.address });
}

/** Who can open this to whom, over all interfaces of instances. */
function reachability({ definition, faults }: Simulation, [what = '']: readonly string[]): Outcome | ShowProblem {
  const network = networkOf(definition);
  const service = parseService(what);
  if (typeof service === 'string') return { problem: `${service}; ask as reachability tcp/443` };
  const interfaces = [...network.instanceOf.keys()];
  const pairs = allPairs({ network, faults, assumptions: NOTHING_ASSUMED }, interfaces, service);
  const asked = { service: service.text, interfaces: interfaces.length };
  return shown({ ...asked, ...(interfaces.length > NAMED_MOST ? reachGroups(pairs) : reachByName(pairs)) });
}

function answerReach(situation: Situation, owner: Interface, service: ServiceWord, end: 'from' | 'to'): Json {
  const found = end === 'to' ? whoCanReach(situation, owner, service) : reachedFrom(situation, owner, service);
  return { [end]: owner.address, service: service.text, ...found };
}

function interfaceOf(party: Exclude<ReturnType<typeof findParty>, { problem: string }>): Interface | undefined {
  if (party.kind === 'instance') return party.instance.interfaces[0];
  return party.kind === 'interface' ? party.owner : undefined;
}
