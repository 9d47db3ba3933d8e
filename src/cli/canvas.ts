import type { Canvas } from '../render/format.ts';

/** Lines of a transcript are no longer than this, however wide the terminal: longer ones are hard to read. */
const WIDEST = 100;
const NARROWEST = 40;

/**
 * What standard output can show. Anything but a terminal gets the same bytes on every machine: the full width, no
 * colour unless FORCE_COLOR asks for it, all of Unicode unless HAKONIWA_ASCII asks for less.
 */
export async function canvasOf(out: string | undefined): Promise<Canvas> {
  const { capabilitiesOf } = await import('../tui/capabilities.ts');
  const terminal = out === undefined && process.stdout.isTTY === true ? process.stdout : undefined;
  const { colour, unicode } = capabilitiesOf(process.env, terminal?.getColorDepth() ?? 1);
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, terminal?.columns ?? WIDEST)),
    colour,
    ascii: terminal === undefined ? process.env['HAKONIWA_ASCII'] !== undefined : !unicode,
  };
}
