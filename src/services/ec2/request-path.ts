import type { Outcome } from '../../core/result.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { TraceEntry } from '../../core/trace.ts';
import type { CredentialSource, RequestOrigin, RequestPath } from '../service.ts';
import { formatIp } from './address/ip.ts';
import { networkOf } from './network/compile.ts';
import type { Endpoint, Instance, Network } from './network/model.ts';
import { TCP } from './notation/traffic.ts';
import type { OnTheWay } from './reasons/facts.ts';
import { attempt } from './send/attempt.ts';
import { findParty, type Party } from './send/ends.ts';
import type { Journey } from './walk/journey.ts';

const HTTPS = { protocol: TCP, port: 443, icmp: undefined, text: 'tcp/443' } as const;

/**
 * The way of an API call: a packet to the service's endpoint and its reply, and the condition keys that follow from it.
 * Through a VPC endpoint the public source address is absent, and VPC and endpoint are there instead (IAM User Guide,
 * AWS global condition context keys, properties of the network).
 */
export function requestPath(simulation: Simulation, origin: RequestOrigin): RequestPath | undefined {
  const { definition, now } = simulation;
  const network = networkOf(definition);
  const from = findParty(definition.directory, network, origin.from);
  if ('problem' in from || from.kind === 'ip' || from.kind === 'unknown') return undefined;
  if (from.kind === 'host') {
    const [ip] = from.host.ips;
    return { context: ip === undefined ? {} : { 'aws:SourceIp': formatIp(ip) }, trace: [] };
  }
  const to: Party = { kind: 'name', name: `${origin.service}.${origin.region}.amazonaws.com` };
  const around = { definition, now, faults: simulation.faults, sessions: simulation.runtime('ec2') };
  const { verdict, sent, outcome } = attempt(around, { from, to, service: HTTPS });
  if (verdict !== 'delivered' || sent === undefined) return unreachable(outcome());
  const { journey } = sent;
  const trace = outcome().trace.filter((hop) => (hop.looked as OnTheWay).direction === 'forward');
  return reached(network, journey, trace);
}

function unreachable({ outcome, reason = '', at, awsCode, facts, trace }: Outcome): RequestPath {
  return { unreachable: { outcome: outcome === 'unknown' ? outcome : undefined, reason, at, awsCode, facts, trace } };
}

/** The keys of a request that arrived. */
function reached(network: Network, journey: Journey, trace: readonly TraceEntry[]): RequestPath {
  const { arrivedAs: header } = journey;
  const endpoint = endpointOf(network, journey);
  if (header === undefined) return { context: {}, trace };
  if (endpoint === undefined) return { context: { 'aws:SourceIp': formatIp(header.src) }, trace };
  return {
    context: {
      'aws:SourceIp': null,
      'aws:SourceVpc': endpoint.vpc.id,
      'aws:SourceVpce': endpoint.id,
      'aws:VpcSourceIp': formatIp(header.src),
    },
    endpointPolicy: endpoint.policy === undefined ? undefined : { at: endpoint.address, document: endpoint.policy },
    trace,
  };
}

function endpointOf(network: Network, { terminal }: Journey): Endpoint | undefined {
  if (terminal?.kind === 'service') return terminal.endpoint;
  return terminal?.kind === 'interface' || terminal?.kind === 'amazon'
    ? network.endpointOf.get(terminal.owner)
    : undefined;
}

/** An instance calls with the role of its instance profile; without one it has no credentials. */
export function instanceCredentials(simulation: Simulation, who: string): CredentialSource | undefined {
  const { definition } = simulation;
  const party = findParty(definition.directory, networkOf(definition), who);
  if ('problem' in party || party.kind !== 'instance') return undefined;
  const { instance } = party;
  const { account, name } = instance;
  const instanceProfile = definition.accounts.get(account)?.parts.ec2?.instances?.get(name)?.instanceProfile;
  if (instanceProfile === undefined)
    return { lacks: 'an instance profile', at: instance.address, place: instance.place };
  return {
    instanceProfile,
    account,
    sessionName: instance.id,
    keys: instanceKeys(definition.directory.at(instance.address)?.arn, instance),
  };
}

/** Condition keys of credentials that EC2 delivers to an instance. */
function instanceKeys(arn: string | undefined, { interfaces }: Instance): Readonly<Record<string, string>> {
  const [primary] = interfaces;
  const privateIp = primary?.ips.find((ip) => typeof ip === 'number');
  return {
    'ec2:RoleDelivery': '2.0',
    ...(arn === undefined ? {} : { 'ec2:SourceInstanceARN': arn }),
    ...(primary === undefined ? {} : { 'aws:Ec2InstanceSourceVpc': primary.subnet.vpc.id }),
    ...(privateIp === undefined ? {} : { 'aws:Ec2InstanceSourcePrivateIPv4': formatIp(privateIp) }),
  };
}
