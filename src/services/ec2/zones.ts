/**
 * The Availability Zone letters of AWS's Regions ("AWS Regions and Availability Zones"). Which of them an account sees
 * can differ where a Region has more zones than it shows to one account; all that anybody sees are taken.
 */
const ZONE_LETTERS: Readonly<Record<string, string>> = {
  'af-south-1': 'abc',
  'ap-east-1': 'abc',
  'ap-east-2': 'abc',
  'ap-northeast-1': 'abcd',
  'ap-northeast-2': 'abcd',
  'ap-northeast-3': 'abc',
  'ap-south-1': 'abc',
  'ap-south-2': 'abc',
  'ap-southeast-1': 'abc',
  'ap-southeast-2': 'abc',
  'ap-southeast-3': 'abc',
  'ap-southeast-4': 'abc',
  'ap-southeast-5': 'abc',
  'ap-southeast-6': 'abc',
  'ap-southeast-7': 'abc',
  'ca-central-1': 'abd',
  'ca-west-1': 'abc',
  'cn-north-1': 'abd',
  'cn-northwest-1': 'abc',
  'eu-central-1': 'abc',
  'eu-central-2': 'abc',
  'eu-north-1': 'abc',
  'eu-south-1': 'abc',
  'eu-south-2': 'abc',
  'eu-west-1': 'abc',
  'eu-west-2': 'abc',
  'eu-west-3': 'abc',
  'il-central-1': 'abc',
  'me-central-1': 'abc',
  'me-south-1': 'abc',
  'mx-central-1': 'abc',
  'sa-east-1': 'abc',
  'us-east-1': 'abcdef',
  'us-east-2': 'abc',
  'us-gov-east-1': 'abc',
  'us-gov-west-1': 'abc',
  'us-west-1': 'abc',
  'us-west-2': 'abcd',
};

/** `us-west-2-lax-1a` (a Local Zone), `us-east-1-wl1-bos-wlz-1` (a Wavelength Zone). */
const EDGE_ZONE = /^-(?:[a-z]{3}-\d+[a-z]|wl\d+-[a-z]{3}-wlz-\d+)$/;

/** The Regions whose zones are known. */
export const REGIONS: readonly string[] = Object.keys(ZONE_LETTERS);

/** The names of a Region's Availability Zones; empty for a Region nobody knows. */
export function zonesOf(region: string): readonly string[] {
  return [...(ZONE_LETTERS[region] ?? '')].map((letter) => `${region}${letter}`);
}

/** The full name of a zone written `a` or `ap-northeast-1a`; undefined where the Region has no such zone. */
export function zoneIn(region: string, written: string): string | undefined {
  const zone = written.length === 1 ? `${region}${written}` : written;
  if (zonesOf(region).includes(zone)) return zone;
  if (!zone.startsWith(region)) return undefined;
  const rest = zone.slice(region.length);
  // A Region newer than our table is taken at its word.
  return EDGE_ZONE.test(rest) || (!(region in ZONE_LETTERS) && /^[a-z]$/.test(rest)) ? zone : undefined;
}

/** The Region a full zone name lies in. */
export function regionOfZone(zone: string): string | undefined {
  return REGIONS.find((region) => zone.startsWith(region)) ?? /^([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]$/.exec(zone)?.[1];
}
