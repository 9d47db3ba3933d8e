import type { Directory } from './directory.ts';
import type { Place } from './source.ts';
import type { Instant } from './time.ts';

/**
 * What each service reads from an account. A service adds its own member by declaration merging:
 * `declare module '../../core/definition.ts' { interface AccountParts { ec2: Ec2Definition } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the services through declaration merging
export interface AccountParts {}

/** What services read from keys at the top of the file (`internet`, `organization`, `machines`), merged likewise. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the services through declaration merging
export interface TopParts {}

/** Model choices and historic modes a scenario may set under `model`, merged likewise. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the services through declaration merging
export interface ModelChoices {}

/** One AWS account of a scenario. */
export interface AccountDefinition {
  readonly name: string;
  /** Twelve digits. */
  readonly id: string;
  /** The default Region of its resources. */
  readonly region: string;
  readonly place: Place;
  /** Where the file names its Region; undefined where it is the usual one. */
  readonly regionPlace?: Place | undefined;
  readonly parts: Readonly<Partial<AccountParts>>;
}

/** What the file says, checked: the unchanging half of a world, until a `change` makes a new one. */
export interface Definition {
  readonly seed: number;
  readonly start: Instant;
  readonly accounts: ReadonlyMap<string, AccountDefinition>;
  readonly top: Readonly<Partial<TopParts>>;
  readonly model: Readonly<Partial<ModelChoices>>;
  readonly directory: Directory;
}
