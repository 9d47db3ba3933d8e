import type { Definition } from '../../../core/definition.ts';
import type { Outcome } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { World } from '../../../core/world.ts';
import { required } from '../../../schema/collections.ts';
import type { Reader } from '../../../schema/reader.ts';
import { defineVerb } from '../../service.ts';
import { entry } from '../explain/trace.ts';
import { networkOf } from '../network/compile.ts';
import { hasPorts, protocolName } from '../notation/traffic.ts';
import { formatEnd, plainHeader } from '../rules/packet.ts';
import { commit } from '../sessions/commit.ts';
import { countFailed } from '../sessions/metrics.ts';
import type { Journey } from '../walk/journey.ts';
import { attempt } from './attempt.ts';
import { type Opened, openBlock } from './block.ts';
import { findParty, type NoParty, type Party } from './ends.ts';
import { type EndText, type Send, sendSchema } from './read.ts';

/** `send: laptop -> web-1 tcp/443`: a packet goes there and its reply comes back, hop by hop. */
export const send = defineVerb({
  name: 'send',
  meaning: 'a packet goes there and its reply comes back, hop by hop',
  fields: { send: required(sendSchema) },
  input: (read) => read.send,
  title: titleOf,
  check: (input, definition, reader) => {
    for (const end of [input.from, input.to]) partyFor(end, definition, reader);
    checkSender(input, definition, reader);
  },
  perform,
  awsCommand,
});

function titleOf({ from, to, service, sourcePort, connections }: Send): string {
  const source = sourcePort === undefined ? from.text : `${from.text}:${sourcePort}`;
  return `${source} → ${to.text} ${service.text}${connections > 1 ? ` × ${connections}` : ''}`;
}

function partyFor(end: EndText, definition: Definition, reader?: Reader): Party | NoParty {
  const party = findParty(definition.directory, networkOf(definition), end.text);
  if ('problem' in party) reader?.error(party.code, party.problem, end.place, { suggestion: party.suggestion });
  return party;
}

function checkSender({ from, to }: Send, definition: Definition, reader: Reader): void {
  const network = networkOf(definition);
  const sender = findParty(definition.directory, network, from.text);
  const receiver = findParty(definition.directory, network, to.text);
  if ('kind' in sender && (sender.kind === 'nat' || sender.kind === 'name')) {
    reader.error('wrong-value', `${from.text} begins no connections of its own`, from.place, {
      expected: 'a host, an instance, an interface, a subnet or an address',
    });
  }
  if ('kind' in receiver && receiver.kind === 'subnet') {
    reader.error('wrong-value', `${to.text} is a subnet; a packet goes to one address`, to.place, {
      expected: 'a host, an instance, an interface or an address',
    });
  }
}

function perform(simulation: Simulation, input: Send): Outcome {
  const { definition } = simulation;
  const network = networkOf(definition);
  const [from, to] = [partyFor(input.from, definition), partyFor(input.to, definition)];
  if ('problem' in from || 'problem' in to)
    return gone('problem' in from ? from.problem : 'problem' in to ? to.problem : '');
  const { service, sourcePort, sourceIp, natSourcePort, connections } = input;
  const around = { definition, now: simulation.now, faults: simulation.faults, sessions: simulation.runtime('ec2') };
  const tried = attempt(around, { from, to, service, sourcePort, sourceIp, natSourcePort });
  if (tried.sent === undefined) return tried.outcome();
  const { journey, header, draft } = tried.sent;
  const block =
    connections > 1 && tried.verdict === 'delivered' ? openBlock(network, draft, journey, connections) : undefined;
  commit(simulation, draft, journey, header);
  if (block === undefined) return tried.outcome();
  countFailed(simulation, network, block.at, block.failed);
  return withBlock(tried.outcome(), journey, block);
}

/** Many connections at once come out as their first one, unless the NAT gateway ran out of ports on the way. */
function withBlock(outcome: Outcome, { forward }: Journey, { opened, failed, at }: Opened): Outcome {
  const facts = { ...outcome.facts, connections: { opened, failed } };
  const hop = forward.hops.find((own) => own.at === at);
  if (failed === 0 || hop === undefined) return { ...outcome, facts };
  const looked = {
    destination: formatEnd(hop.header, 'dst'),
    connections: opened,
    direction: hop.leg,
    packet: plainHeader(hop.header),
  };
  const exhausted = entry('nat-port-exhausted', looked, { at, verdict: 'block', place: hop.place });
  return {
    ...outcome,
    outcome: 'dropped',
    reason: exhausted.reason,
    at,
    facts: { ...facts, direction: hop.leg, clientSees: 'timeout' },
    trace: [...outcome.trace, exhausted],
  };
}

/** A change took away what the step names. */
function gone(problem: string): Outcome {
  return {
    outcome: 'error',
    reason: 'no-such-thing',
    awsCode: 'NO_SOURCE_OR_DESTINATION',
    facts: { problem },
    trace: [],
  };
}

/** The same question to AWS: a Network Insights path. */
function awsCommand(world: World, { from, to, service }: Send): string | undefined {
  if (!hasPorts(service.protocol)) return undefined;
  const source = insightsId(world, from, 'source');
  const destination = insightsId(world, to, 'destination');
  if (source === undefined || destination === undefined) return undefined;
  return `aws ec2 create-network-insights-path ${source} ${destination} --protocol ${protocolName(service.protocol)} --destination-port ${service.port}`;
}

function insightsId(world: World, end: EndText, role: 'source' | 'destination'): string | undefined {
  const party = findParty(world.definition.directory, networkOf(world.definition), end.text);
  if ('problem' in party) return undefined;
  switch (party.kind) {
    case 'instance':
      return `--${role} ${party.instance.id}`;
    case 'interface':
      return `--${role} ${party.owner.id}`;
    case 'endpoint':
      return `--${role} ${party.endpoint.id}`;
    case 'ip':
      return role === 'destination' ? `--destination-ip ${end.text}` : undefined;
    case 'host':
    case 'internet': {
      // The analyser takes an internet gateway for the internet.
      const [gateway] = networkOf(world.definition).internetGateways.values();
      return gateway === undefined ? undefined : `--${role} ${gateway.id}`;
    }
    default:
      return undefined;
  }
}
