import type { Service } from './service.ts';

/** What must be known of a service before it is loaded, so that only those a scenario needs are. */
export interface ServiceLine {
  /** Its folder, and its key in an account. */
  readonly name: string;
  /** Whether it has a part in an account; most have. */
  readonly inAccounts?: boolean;
  /** Keys at the top of the file, and under `model`, that need it. */
  readonly keys?: readonly string[];
  /** Verbs of the step language that need it. */
  readonly verbs?: readonly string[];
  /** API prefixes that need it, where they differ from its name. */
  readonly prefixes?: readonly string[];
  /** Members of its part that need another service, by their path; `*` is any name. */
  readonly partsNeed?: readonly { readonly path: readonly string[]; readonly service: string }[];
  /** Services it cannot do without. */
  readonly needs?: readonly string[];
  load(): Promise<Service>;
}

/** The one list of services. Adding a service is adding its folder and a line here. */
export const SERVICES: readonly ServiceLine[] = [
  {
    name: 'ec2',
    keys: ['internet'],
    verbs: ['send'],
    // The policy of an endpoint is a document of IAM's language.
    partsNeed: [{ path: ['vpcEndpoints', '*', 'policy'], service: 'iam' }],
    load: async () => (await import('./ec2/index.ts')).service,
  },
  {
    name: 'call',
    inAccounts: false,
    verbs: ['call'],
    needs: ['iam', 'sts'],
    load: async () => (await import('./call/index.ts')).service,
  },
  {
    name: 'iam',
    keys: ['organization'],
    needs: ['sts', 'call'],
    load: async () => (await import('./iam/index.ts')).service,
  },
  { name: 'sts', inAccounts: false, needs: ['iam'], load: async () => (await import('./sts/index.ts')).service },
  {
    name: 'signin',
    inAccounts: false,
    needs: ['sts', 'call'],
    load: async () => (await import('./signin/index.ts')).service,
  },
  { name: 's3', needs: ['call'], load: async () => (await import('./s3/index.ts')).service },
  { name: 'kinesis', load: async () => (await import('./kinesis/index.ts')).service },
  { name: 'kcl', keys: ['kclTaking'], needs: ['kinesis'], load: async () => (await import('./kcl/index.ts')).service },
  {
    name: 'dynamodb',
    keys: ['dynamodbAdaptive', 'dynamodbSplitForHeat'],
    load: async () => (await import('./dynamodb/index.ts')).service,
  },
  {
    name: 'load',
    inAccounts: false,
    verbs: ['load', 'stop'],
    needs: ['call'],
    load: async () => (await import('./load/index.ts')).service,
  },
];

/** The named services with everything they need, in the order of the list. */
export async function loadServices(names: ReadonlySet<string>): Promise<ReadonlyMap<string, Service>> {
  const wanted = new Set<string>();
  const want = (name: string) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const needed of SERVICES.find((line) => line.name === name)?.needs ?? []) want(needed);
  };
  for (const name of names) want(name);
  const lines = SERVICES.filter((line) => wanted.has(line.name));
  const services = await Promise.all(lines.map((line) => line.load()));
  return new Map(services.map((service) => [service.name, service]));
}
