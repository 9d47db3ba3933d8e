import type { TreeMap } from '../foreign.ts';
import type { Found } from './fields.ts';
import type { Importing } from './importing.ts';

/** What `aws elbv2` prints of load balancers; some outputs name what they belong to only beside the response. */
export class Balancers {
  readonly listeners: Found[] = [];
  readonly targetGroups: Found[] = [];
  readonly #health = new Map<string, readonly Found[]>();
  readonly #attributes = new Map<string, readonly Found[]>();

  /** describe-target-health, with the target group's ARN beside it. */
  addHealth(response: Found): void {
    const group = response.text('TargetGroupArn');
    if (group !== undefined) this.#health.set(group, response.list('TargetHealthDescriptions'));
  }

  /** describe-load-balancer-attributes, with the load balancer's ARN beside it. */
  addAttributes(response: Found): void {
    const balancer = response.text('LoadBalancerArn');
    if (balancer !== undefined) this.#attributes.set(balancer, response.list('Attributes'));
  }

  /** The listeners of the balancer that interfaces call `net/name/id` or `app/name/id`. */
  listenersOf(balancer: string): readonly Found[] {
    return this.listeners.filter((one) => one.text('LoadBalancerArn')?.endsWith(`:loadbalancer/${balancer}`));
  }

  /** The descriptions of a group's targets; undefined where none were collected. */
  healthOf(group: string): readonly Found[] | undefined {
    return this.#health.get(group);
  }

  /** "Cross-zone load balancing": on for Application Load Balancers, off for others unless an attribute says so. */
  crossZone(balancer: string, arn: string): boolean {
    const attribute = (this.#attributes.get(arn) ?? []).find(
      (one) => one.text('Key') === 'load_balancing.cross_zone.enabled',
    );
    return attribute === undefined ? balancer.startsWith('app/') : attribute.text('Value') === 'true';
  }
}

/** Where a balancer's node sends what it listens to; undefined where the files do not tell of every listener. */
export function forwardsOf(balancer: string, importing: Importing): readonly TreeMap[] | undefined {
  const { balancers } = importing.collection;
  const listeners = balancers.listenersOf(balancer);
  const forwards = listeners.flatMap((listener) => listenerForwards(listener, balancer, importing) ?? []);
  const told = listeners.every((listener) => listenerForwards(listener, balancer, importing) !== undefined);
  return listeners.length > 0 && told ? forwards : undefined;
}

function listenerForwards(listener: Found, balancer: string, importing: Importing): readonly TreeMap[] | undefined {
  const { balancers } = importing.collection;
  const arns = listener
    .list('DefaultActions')
    .flatMap((action) => [
      action.text('TargetGroupArn'),
      ...(action.object('ForwardConfig')?.list('TargetGroups') ?? []).map((one) => one.text('TargetGroupArn')),
    ]);
  const groups = [...new Set(arns.filter((arn) => arn !== undefined))];
  const health = groups.map((arn) => balancers.healthOf(arn));
  if (groups.length === 0 || health.includes(undefined)) return undefined;
  const targets = groups.flatMap((arn) => targetsOf(arn, importing));
  const [first = ''] = groups;
  const crossZone = balancers.crossZone(balancer, listener.text('LoadBalancerArn') ?? '');
  const preserves = balancer.startsWith('net/') && preservesClient(groupOf(first, importing));
  return listenPorts(listener).map((port) => ({
    listener: port,
    targets,
    preserveClientIp: preserves ? true : undefined,
    crossZone: crossZone ? undefined : false,
  }));
}

function groupOf(arn: string, { collection }: Importing): Found | undefined {
  return collection.balancers.targetGroups.find((one) => one.text('TargetGroupArn') === arn);
}

/** "Client IP preservation": by default for instances, and for addresses where the protocol is UDP. */
function preservesClient(group: Found | undefined): boolean {
  const udp = ['UDP', 'TCP_UDP'].includes(group?.text('Protocol') ?? '');
  return group?.text('TargetType') === 'instance' || group?.text('TargetType') === undefined || udp;
}

/** The targets in service; where none is healthy, all that are registered ("fail open"). */
function targetsOf(arn: string, importing: Importing): readonly string[] {
  const described = importing.collection.balancers.healthOf(arn) ?? [];
  const state = (one: Found) => one.state('TargetHealth') ?? 'healthy';
  const registered = described.filter((one) => !['draining', 'unused'].includes(state(one)));
  const healthy = registered.filter((one) => state(one) === 'healthy');
  const port = groupOf(arn, importing)?.number('Port');
  return (healthy.length > 0 ? healthy : registered).flatMap((one) => {
    const target = one.object('Target');
    const id = target?.text('Id') ?? '';
    const ip = /^i-/.test(id) ? addressOf(id, importing) : id;
    const at = target?.number('Port') ?? port;
    return ip === undefined || !/^[\d.]+$/.test(ip) || at === undefined ? [] : [`${ip}:${at}`];
  });
}

function addressOf(instance: string, importing: Importing): string | undefined {
  const item = importing.collection.get('Instances', instance);
  if (item === undefined) return undefined;
  return importing.attachments.primaryOf(item)?.text('PrivateIpAddress') ?? item.found.text('PrivateIpAddress');
}

/** What a listener listens to, in the scenario's notation. */
export function listenPorts(listener: Found): readonly string[] {
  const port = listener.number('Port');
  const protocols = LISTENER_PROTOCOLS[listener.text('Protocol') ?? ''] ?? ['tcp'];
  return port === undefined ? [] : protocols.map((protocol) => `${protocol}/${port}`);
}

/** Listener protocols that are not carried by TCP alone. */
const LISTENER_PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  UDP: ['udp'],
  TCP_UDP: ['tcp', 'udp'],
  GENEVE: ['udp'],
  QUIC: ['udp'],
  TCP_QUIC: ['tcp', 'udp'],
};
