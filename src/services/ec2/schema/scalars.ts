import { required } from '../../../schema/collections.ts';
import { placeOf } from '../../../schema/node.ts';
import { scalar, text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { type Cidr, familyOfCidr, formatCidr, parseCidr } from '../address/cidr.ts';
import { type Family, familyOf, type Ip, parseIp } from '../address/ip.ts';
import { parseTraffic, type Traffic } from '../notation/traffic.ts';

/** An address block of one or either family, within bounds of its length; host bits are cut off with a warning. */
export function cidrOf(
  options: { family?: Family; shortest?: number; longest?: number; step?: number; example?: string } = {},
): Schema<Cidr> {
  const { family, shortest = 0, longest = 128, step = 1 } = options;
  const steps = step === 1 ? '' : ` in steps of ${step}`;
  const size = options.shortest === undefined ? '' : ` from /${shortest} to /${longest}${steps}`;
  const expected = `an ${family === undefined ? 'address' : `IPv${family}`} block${size} such as ${options.example ?? '10.0.0.0/16'}`;
  return scalar({
    expected,
    json: { type: 'string', description: expected },
    parse: (node, reader) => {
      const block = parseCidr(node.raw);
      if (block === undefined) {
        const ip = parseIp(node.raw);
        if (ip === undefined) return undefined;
        const whole = `${node.raw}/${familyOf(ip) === 4 ? 32 : 128}`;
        return reader.error('wrong-value', `${node.raw} has no prefix length`, placeOf(node), {
          expected,
          suggestion: whole,
        });
      }
      if (family !== undefined && familyOfCidr(block) !== family) return undefined;
      if (block.length < shortest || block.length > longest || (block.length - shortest) % step !== 0) {
        return reader.error('cidr-size', `a /${block.length} is not allowed here`, placeOf(node), { expected });
      }
      if (formatCidr(block) !== node.raw.toLowerCase()) {
        const canonical = formatCidr(block);
        if (parseIp(node.raw.split('/')[0] ?? '') !== block.base) {
          reader.warn('cidr-host-bits', `${node.raw} has host bits set; AWS makes it ${canonical}`, placeOf(node));
        }
      }
      return block;
    },
  });
}

const ADDRESS_WORDS = {
  4: 'an IPv4 address such as 10.0.0.10',
  6: 'an IPv6 address such as 2001:db8::10',
  any: 'an IP address such as 203.0.113.10 or 2001:db8::10',
} as const;

/** One address of a family. */
export function ipOf(family?: Family): Schema<Ip> {
  return scalar({
    expected: ADDRESS_WORDS[family ?? 'any'],
    json: { type: 'string' },
    parse: (node) => {
      const ip = parseIp(node.raw);
      return ip !== undefined && (family === undefined || familyOf(ip) === family) ? ip : undefined;
    },
  });
}

/** What an instance or interface answers: `tcp/443`, `udp/53`, `tcp/8000-8999`, `icmp`. */
export const listenPort: Schema<Traffic> = scalar({
  expected: 'a protocol and port such as tcp/443 or tcp/8000-8999',
  json: { type: 'string' },
  parse: (node, reader) => {
    const [protocol = '', ports, ...more] = node.raw.trim().split('/');
    const traffic = parseTraffic(ports === undefined ? [protocol] : [protocol, ports, ...more]);
    if ('problem' in traffic) {
      return reader.error('wrong-value', traffic.problem, placeOf(node), { expected: traffic.expected });
    }
    return traffic;
  },
});

/** A range of ports, `1024-65535`. */
export const portRange: Schema<{ readonly from: number; readonly to: number }> = scalar({
  expected: 'a range of ports such as 1024-65535',
  json: { type: 'string' },
  parse: (node) => {
    const traffic = parseTraffic(['tcp', node.raw]);
    return 'problem' in traffic || traffic.from === 0 ? undefined : { from: traffic.from, to: traffic.to };
  },
});

/** The name of an Availability Zone: `a` or `ap-northeast-1a`; whether it exists is checked once its Region is known. */
export const zoneName: Schema<string> = text({
  expected: 'an Availability Zone such as a or ap-northeast-1a',
  pattern: /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
});

/**
 * A member that must be there but may be `unknown`, and is then absent: the types of an unknowable object
 * otherwise promise a value.
 */
export function needed<T>(schema: Schema<T>) {
  return required<T | undefined>(schema);
}
