import ipaddr from 'ipaddr.js';

/** Why a condition does not keep a statement from being public. */
export type NotLimiting =
  | 'other-key'
  | 'operator'
  | 'if-exists'
  | 'set-operator'
  | 'wildcard'
  | 'variable'
  | 'broad-range';

/** Where a policy stands: access points have an exception of their own. */
export type PolicyHost = 'bucket' | 'accessPoint';

/**
 * Condition keys that can limit a statement to known callers (S3 User Guide, Blocking public access: the meaning of
 * "public"). The page names principals by the example of `aws:PrincipalOrgID`.
 * @modelChoice The other keys that name a principal fully (its ARN, account, service, organizational unit) count too.
 */
const KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:sourceip',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

/** Keys with several values in one request; they need a set operator, without which they match nothing. */
const MULTIVALUED: ReadonlySet<string> = new Set(['aws:principalorgpaths']);

/** @modelChoice AWS names no operators; these hold only where the key is there and has the value. */
const OPERATORS: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
]);

const ACCESS_POINT_OF_ACCOUNT = /^arn:[^:*?$]+:s3:[^:]*:\d{12}:accesspoint\//;

/** A condition as far as this question needs it. */
export interface LimitingCondition {
  readonly name: { readonly base: string; readonly set?: string | undefined; readonly ifExists: boolean };
  /** In lower case. */
  readonly contextKey: string;
  readonly values: readonly string[];
}

/** Why a condition does not limit its statement to fixed values; undefined where it does. */
export function whyNotLimiting(condition: LimitingCondition, host: PolicyHost): NotLimiting | undefined {
  const { name, contextKey, values } = condition;
  if (!KEYS.has(contextKey)) return 'other-key';
  if (contextKey === 's3:dataaccesspointarn' && host === 'accessPoint') return 'other-key';
  if (name.ifExists) return 'if-exists';
  if (name.set === 'ForAllValues') return 'set-operator';
  if (MULTIVALUED.has(contextKey) && name.set === undefined) return 'set-operator';
  const isRange = contextKey === 'aws:sourceip';
  if (isRange ? name.base !== 'IpAddress' : !OPERATORS.has(name.base)) return 'operator';
  if (values.length === 0) return 'operator';
  for (const value of values) {
    const problem = isRange ? rangeProblem(value) : valueProblem(contextKey, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A fixed value has neither wildcard nor policy variable; access points of one account may be named by a wildcard. */
function valueProblem(key: string, value: string): NotLimiting | undefined {
  if (value.includes('${')) return 'variable';
  if (key === 's3:dataaccesspointarn' && ACCESS_POINT_OF_ACCOUNT.test(value)) return undefined;
  return /[*?]/.test(value) ? 'wildcard' : undefined;
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((block) => ipaddr.IPv4.parseCIDR(block));

/** The widest ranges that are not public: /8 of IPv4, /32 of IPv6. */
const NARROWEST_PUBLIC_PREFIX = { ipv4: 8, ipv6: 32 } as const;

/** Ranges broader than /8 (IPv4) or /32 (IPv6) are public, private ranges excepted. */
function rangeProblem(value: string): NotLimiting | undefined {
  if (value.includes('${')) return 'variable';
  const parsed = ipaddr.isValidCIDR(value) ? ipaddr.parseCIDR(value) : undefined;
  if (parsed === undefined) return ipaddr.isValid(value) ? undefined : 'broad-range';
  const [address, prefix] = parsed;
  if (prefix >= NARROWEST_PUBLIC_PREFIX[address.kind()]) return undefined;
  const isPrivate =
    address instanceof ipaddr.IPv4 &&
    PRIVATE.some(([network, length]) => prefix >= length && address.match(network, length));
  return isPrivate ? undefined : 'broad-range';
}
