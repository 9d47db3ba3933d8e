/** Session tags by key. */
export type SessionTags = ReadonlyMap<string, string>;

/** Lays tags over others; keys are compared without case (IAM User Guide, Pass session tags in AWS STS). */
export function overlayTags(base: SessionTags, over: SessionTags): SessionTags {
  const merged = new Map(base);
  for (const [key, value] of over) {
    const twin = findKey(merged, key);
    if (twin !== undefined) merged.delete(twin);
    merged.set(key, value);
  }
  return merged;
}

/** The tags a caller's session hands on to the next one. */
export function inheritedTags(
  session: { readonly tags: SessionTags; readonly transitiveTagKeys: readonly string[] } | undefined,
): SessionTags {
  const inherited = new Map<string, string>();
  for (const key of session?.transitiveTagKeys ?? []) {
    const twin = session && findKey(session.tags, key);
    if (twin !== undefined) inherited.set(twin, session?.tags.get(twin) ?? '');
  }
  return inherited;
}

/** The key of a map that equals `key` without regard to case. */
export function findKey(tags: SessionTags, key: string): string | undefined {
  const folded = key.toLowerCase();
  for (const known of tags.keys()) if (known.toLowerCase() === folded) return known;
  return undefined;
}
