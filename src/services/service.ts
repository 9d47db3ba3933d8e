import type { Definition } from '../core/definition.ts';
import type { Json } from '../core/result.ts';
import type { RunningService, RunningVerb } from '../core/service.ts';
import type { Simulation } from '../core/simulation.ts';
import type { Place } from '../core/source.ts';
import type { TraceEntry } from '../core/trace.ts';
import type { World } from '../core/world.ts';
import type { Fields, ObjectOf } from '../schema/collections.ts';
import type { Node } from '../schema/node.ts';
import type { Reader } from '../schema/reader.ts';
import type { Schema } from '../schema/schema.ts';
import type { LoadOrder, LoadProblem, LoadRunner } from './load/contract.ts';

/** One AWS system of the house: how its part of a scenario is read, how it runs, what it answers. */
export interface Service extends RunningService {
  /** Its part of an account, under the service's own name. */
  readonly account?: Schema<unknown>;
  /** Keys it owns at the top of the file (`organization`). */
  readonly top?: Readonly<Record<string, Schema<unknown>>>;
  /** Model choices it offers under `model`. */
  readonly model?: Readonly<Record<string, Schema<unknown>>>;
  /** Verbs it adds to the step language; made of the scenario's services where they read on behalf of others. */
  readonly verbs?: readonly Verb[] | ((services: ReadonlyMap<string, Service>) => readonly Verb[]);
  /** API actions by name without prefix (`GetObject`), for the `call` verb. */
  readonly actions?: Readonly<Record<string, ApiAction>>;
  /** Checks that need the whole definition, once references are resolved. Reports what is wrong. */
  check?(definition: Definition, reader: Reader): void;
  /** Whose credentials one of its things uses when it calls an API (an instance, a function, a profile); undefined for what is not its own. */
  credentials?(simulation: Simulation, who: string): CredentialSource | undefined;
  /** How a request of one of its things (an instance, a host) reaches an AWS service; undefined for what is not its own. */
  requestPath?(simulation: Simulation, origin: RequestOrigin): RequestPath | undefined;
  /** Words the command bar may complete after a verb, beyond addresses (question names, action names). */
  completions?(world: World): readonly string[];
}

/** A verb as services declare it; see `defineVerb`. */
export interface Verb extends RunningVerb<unknown> {
  /** The keys of a step with this verb, the verb's own among them; `id`, `note`, `save`, `expect` are added to all. */
  readonly fields: Fields;
  /** Makes the input from what the keys hold; returns undefined once a problem has been reported. */
  input(read: never, reader: Reader): unknown;
  /** Checks at load time what the input points at, against the definition as of that step. */
  check?(input: unknown, definition: Definition, reader: Reader): void;
  /** One line for the reference. */
  readonly meaning: string;
}

/** Declares a verb; the one place where its input's type is forgotten. */
export function defineVerb<F extends Fields, Input>(
  verb: Omit<RunningVerb<Input>, never> & {
    readonly fields: F;
    readonly meaning: string;
    input(read: ObjectOf<F>, reader: Reader): Input | undefined;
    check?(input: Input, definition: Definition, reader: Reader): void;
  },
): Verb {
  return verb as unknown as Verb;
}

/** Who makes an API call, as the services that perform it need to know. Made by `services/call`. */
export interface Caller {
  /** The principal's ARN; absent for an anonymous caller. */
  readonly arn?: string | undefined;
  /** Twelve digits; absent for an anonymous caller and for AWS services. */
  readonly accountId?: string | undefined;
  /** The account's name in the scenario, where it is one of the scenario's. */
  readonly account?: string | undefined;
  /** S3's canonical user id of the account. */
  readonly canonicalId?: string | undefined;
}

/** Where the credentials of a thing come from. */
export type CredentialSource =
  /** AWS delivers a session of a role; `keys` are the condition keys that come with it. */
  | {
      readonly role: string;
      readonly account?: string | undefined;
      readonly sessionName: string;
      readonly keys?: Readonly<Record<string, string>> | undefined;
    }
  /** The same for a thing that holds an instance profile. */
  | {
      readonly instanceProfile: string;
      readonly account?: string | undefined;
      readonly sessionName: string;
      readonly keys?: Readonly<Record<string, string>> | undefined;
    }
  | { readonly accessKeyId: string }
  /** It could have credentials, but lacks something (an instance profile). */
  | { readonly lacks: string; readonly at: string; readonly place?: Place | undefined }
  | { readonly failed: ApiFailure };

/** Where a request comes from and goes to. */
export interface RequestOrigin {
  /** As the step says it: an address, a name, an IP address. */
  readonly from: string;
  /** The prefix of the called service (`s3`). */
  readonly service: string;
  readonly region: string;
}

/** The way of a request through the network. */
export type RequestPath =
  | {
      /** Condition keys of the way (`aws:SourceIp`, `aws:SourceVpce`); `null` for one that is then absent. */
      readonly context: Readonly<Record<string, string | null>>;
      /** The policy of the VPC endpoint it goes through. */
      readonly endpointPolicy?: AppliedPolicy | undefined;
      readonly trace: readonly TraceEntry[];
    }
  | {
      readonly unreachable: Pick<ApiFailure, 'reason' | 'at' | 'facts' | 'trace'> & {
        readonly awsCode?: string | undefined;
        /** Where it is not sure that it fails, but rests on something unknown. */
        readonly outcome?: 'unknown' | undefined;
      };
    };

/** An API request on its way to the service. */
export interface ApiRequest<Parameters = unknown> {
  /** With prefix (`s3:GetObject`). */
  readonly action: string;
  readonly caller: Caller;
  readonly region: string;
  /** What followed the action on one line (`reports/2026/a.csv`), where something did. */
  readonly target?: string | undefined;
  readonly parameters: Parameters;
  readonly place: Place;
}

/** A resource-based policy that applies to a request. */
export interface AppliedPolicy {
  /** Full address of what carries it (`shop/bucket/reports`). */
  readonly at: string;
  /** What it is called in explanations; `policy` unless given. */
  readonly name?: string | undefined;
  /** `unknown` where the scenario leaves it open: it may allow or deny anything. */
  readonly document: Node | 'unknown';
}

/** One thing that must be authorized before a request is performed. Most requests have one, a copy has two. */
export interface AccessCheck {
  /** With prefix; often the request's own action. */
  readonly action: string;
  /** ARN of the resource, or `*` for actions without one. */
  readonly resource: string;
  /** Full address of the resource in the scenario, where it is one of the scenario's. */
  readonly at?: string | undefined;
  /** Twelve digits of the account that owns the resource. */
  readonly resourceAccount: string;
  /** The account whose resource control policies apply, where it is another one (of the bucket a foreign object is in). */
  readonly controlAccount?: string | undefined;
  readonly resourcePolicies?: readonly AppliedPolicy[];
  /** The path at which a `change` step replaces the resource's own policy (`shop.s3.buckets.reports.policy`). */
  readonly policyPath?: string | undefined;
  /** Condition keys of the service and the resource (`s3:prefix`, `aws:ResourceTag/team`). */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Asked for, but not needed: a denial does not stop the request, `perform` only learns of it. */
  readonly optional?: boolean | undefined;
  /** What the service found out before policies are asked; stands before their gates in the trace. */
  readonly trace?: readonly TraceEntry[] | undefined;
  /**
   * What the resource's side would have to change, where the service knows better than to widen a policy: against the
   * explicit deny of the policy at `deny`, or where nothing of it allows. Undefined leaves it to the general advice.
   */
  readonly remedy?: ((against: { readonly deny?: string | undefined }) => Remedy | undefined) | undefined;
}

/** One thing somebody would have to change for a denied request to pass. */
export interface Remedy {
  /** The account that must make it, by its name in the scenario, else its id. */
  readonly account: string;
  /** Full address of what must change. */
  readonly at: string;
  readonly says: string;
  /** The same as a `change` step: a path into the accounts and its new value. */
  readonly change?: { readonly says: string; readonly path: string; readonly value: Json } | undefined;
}

/** How a check came out. */
export interface AccessAnswer {
  readonly check: AccessCheck;
  readonly decision: 'allowed' | 'explicit-deny' | 'implicit-deny' | 'unknown';
  /** AWS's message, where it was denied. */
  readonly message?: string | undefined;
  readonly trace: readonly TraceEntry[];
}

/** A denial on its way to the words of the service. */
export interface Denial {
  readonly answer: AccessAnswer;
  /** Whether caller and resource belong to one account or organization: only then do some services say why. */
  readonly related: boolean;
}

/** AWS refuses the request for a reason of the service's own. */
export interface ApiFailure {
  /** AWS's error code (`NoSuchKey`). */
  readonly awsCode: string;
  readonly httpStatus: number;
  readonly message: string;
  /** Our reason code. */
  readonly reason: string;
  readonly at?: string | undefined;
  /** `throttled` for throttling, `denied` where authorization refused, `unknown` where the scenario leaves it open, else `error`. */
  readonly outcome?: 'error' | 'throttled' | 'denied' | 'unknown';
  readonly trace?: readonly TraceEntry[];
  readonly facts?: { readonly [key: string]: Json | undefined };
}

/** The request was performed. */
export interface ApiSuccess {
  readonly httpStatus?: number;
  /** The reply in AWS's words, lowerCamelCase. */
  readonly response: Json;
  readonly trace?: readonly TraceEntry[];
  /** Further facts of the result (`consumed`). */
  readonly facts?: { readonly [key: string]: Json | undefined };
  /** A session or value for the step's `save`. */
  readonly value?: { readonly kind: string; readonly value: unknown };
}

export type ApiReply = { readonly ok: ApiSuccess } | { readonly failed: ApiFailure };

/** How the AWS CLI says an action. */
export interface AwsCliForm {
  /** Command group and command (`s3control put-public-access-block`). */
  readonly command?: string;
  /**
   * What followed the action and the parameters, as options in lowerCamelCase: texts as they stand, everything else as
   * JSON.
   */
  options?(
    target: string | undefined,
    given: Readonly<Record<string, Json | undefined>>,
  ): Readonly<Record<string, Json | undefined>>;
}

/** How a service takes one of its API actions. */
export interface ApiAction<Parameters = unknown> {
  /** The parameters of `with`, in lowerCamelCase; read (and checked) when the scenario is loaded. */
  readonly parameters: Schema<Parameters>;
  /** What must be authorized. A failure here is what AWS reports before authorizing (no such bucket). */
  describe(simulation: Simulation, request: ApiRequest<Parameters>): readonly AccessCheck[] | ApiFailure;
  /** Does it. Runs only once every check that is needed has been allowed; `answers` are in the order of the checks. */
  perform(simulation: Simulation, request: ApiRequest<Parameters>, answers: readonly AccessAnswer[]): ApiReply;
  /** How the service words a denial, where it differs from what all of AWS says. */
  denied?(denial: Denial): Partial<Pick<ApiFailure, 'awsCode' | 'httpStatus' | 'message'>>;
  /** What users show of themselves; a signature made with an access key unless given. */
  readonly proof?: 'access-key' | 'password';
  /** What the AWS CLI calls it and how it takes its options, where neither follows from the action; or that it has none. */
  readonly cli?: AwsCliForm | 'none';
  /** Takes the action in bulk for the `load` verb; without it the action cannot be put under load. */
  load?(simulation: Simulation, order: LoadOrder<Parameters>): LoadRunner | LoadProblem;
}

/** Declares an action; the one place where its parameters' type is forgotten. */
export function defineAction<Parameters>(action: ApiAction<Parameters>): ApiAction {
  return action as unknown as ApiAction;
}
