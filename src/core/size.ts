const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };
const SIZE = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;

/** Reads `400 B`, `12 KB`, `1.5 MiB` as bytes; units are binary, as in AWS's quotas. Undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text.trim());
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (UNIT_BYTES[(match[2] ?? '').replace('i', '')] ?? Number.NaN);
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : undefined;
}

/** Writes bytes the way people read them: `411 B`, `12 KB`, `1.5 MB`. */
export function formatSize(bytes: number): string {
  let unit = 'B';
  for (const [name, size] of Object.entries(UNIT_BYTES)) if (bytes >= size) unit = name;
  const value = bytes / (UNIT_BYTES[unit] ?? 1);
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`;
}
