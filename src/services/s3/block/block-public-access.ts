import type { Place } from '../../../core/source.ts';

/** The four settings of Block Public Access, as the scenario spells them; AWS capitalises them. */
export const SETTINGS = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'] as const;
export type Setting = (typeof SETTINGS)[number];

/** A setting's state; `unknown` where the scenario leaves it open. */
export type Switch = boolean | 'unknown';

/** A Block Public Access configuration: of an account, a bucket or an access point. */
export interface PublicAccessBlock {
  readonly settings: Readonly<Record<Setting, SettingState>>;
  readonly place?: Place | undefined;
}

/** One setting of a configuration. */
export interface SettingState {
  readonly on: Switch;
  readonly place?: Place | undefined;
}

/** Where a configuration can stand, from the widest to the narrowest. */
export type BlockLevelName = 'organization' | 'account' | 'bucket' | 'accessPoint';

/** One level with its configuration, if it has one. */
export interface BlockLevel {
  readonly level: BlockLevelName;
  /** Full address of what carries the configuration. */
  readonly at: string;
  readonly block: PublicAccessBlock | undefined;
  /** Whether a wider level that manages this one centrally takes its place. */
  readonly overridden?: boolean | undefined;
}

/** A setting as it comes to a bucket, and the level it comes from. */
export interface EffectiveSetting {
  readonly setting: Setting;
  readonly on: Switch;
  /** The widest level that turns it on. */
  readonly by?: BlockLevel | undefined;
}

/** AWS's name of a setting. */
export function awsNameOf(setting: Setting): string {
  return setting.charAt(0).toUpperCase() + setting.slice(1);
}

/** A configuration with the same state for all four. */
export function wholeBlock(on: Switch, place?: Place): PublicAccessBlock {
  return blockWith(() => ({ on }), place);
}

/** A configuration from the state of each setting. */
export function blockWith(stateOf: (setting: Setting) => SettingState, place?: Place): PublicAccessBlock {
  return {
    settings: {
      blockPublicAcls: stateOf('blockPublicAcls'),
      ignorePublicAcls: stateOf('ignorePublicAcls'),
      blockPublicPolicy: stateOf('blockPublicPolicy'),
      restrictPublicBuckets: stateOf('restrictPublicBuckets'),
    },
    place,
  };
}

/**
 * What a setting comes to: the most restrictive combination of all levels, so that one level is enough to turn it on.
 * (S3 User Guide, Blocking public access to your Amazon S3 storage)
 */
export function effectiveSetting(levels: readonly BlockLevel[], setting: Setting): EffectiveSetting {
  const applying = levels.filter(({ overridden }) => overridden !== true);
  const on = applying.find(({ block }) => block?.settings[setting].on === true);
  if (on !== undefined) return { setting, on: true, by: on };
  const open = applying.find(({ block }) => block?.settings[setting].on === 'unknown');
  return open === undefined ? { setting, on: false } : { setting, on: 'unknown', by: open };
}

/** Where the level that turns a setting on says so. */
export function placeOfSetting({ setting, by }: EffectiveSetting): Place | undefined {
  return by?.block?.settings[setting].place ?? by?.block?.place;
}
