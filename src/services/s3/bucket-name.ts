const ALLOWED = /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/;
const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** What keeps a new bucket from having this name (S3 User Guide, General purpose bucket naming rules). */
export function bucketNameProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return `it has ${name.length} characters, 3 to 63 are right`;
  if (!ALLOWED.test(name)) return 'lower-case letters, digits, dots and hyphens only, a letter or digit at both ends';
  if (name.includes('..')) return 'two dots stand side by side';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'it looks like an IP address';
  const prefix = RESERVED_PREFIXES.find((reserved) => name.startsWith(reserved));
  if (prefix !== undefined) return `${prefix} is reserved`;
  const suffix = RESERVED_SUFFIXES.find((reserved) => name.endsWith(reserved));
  return suffix === undefined ? undefined : `${suffix} is reserved`;
}

/** Buckets made before 2018 in us-east-1 may have longer names, with capitals and underscores. */
export function isPossibleBucketName(name: string): boolean {
  return /^[A-Za-z0-9._-]{3,255}$/.test(name);
}
