/** Bounds that keep a hostile file from costing more than it should. */
export const YAML_LIMITS = {
  /** Characters of one file. */
  characters: 32 * 1024 * 1024,
  /** Values after aliases are written out. */
  nodes: 3_000_000,
  depth: 64,
} as const;
