/** Arms of a box-drawing character from the middle of its cell: up, down, left, right. */
const arms: { readonly [character: string]: string } = {
  '─': 'lr',
  '│': 'ud',
  '┌': 'dr',
  '┐': 'dl',
  '└': 'ur',
  '┘': 'ul',
  '├': 'udr',
  '┤': 'udl',
  '┬': 'dlr',
  '┴': 'ulr',
  '┼': 'udlr',
  '━': 'LR',
  '┃': 'UD',
  '┏': 'DR',
  '┓': 'DL',
  '┗': 'UR',
  '┛': 'UL',
};

/** Parts of the cell that a block fills, as shares: x, y, width, height, opacity. */
const blocks: { readonly [character: string]: readonly [number, number, number, number, number] } = {
  '█': [0, 0, 1, 1, 1],
  '▓': [0, 0.15, 1, 0.7, 0.85],
  '▒': [0, 0.15, 1, 0.7, 0.5],
  '░': [0, 0.15, 1, 0.7, 0.22],
  '▎': [0, 0, 0.25, 1, 1],
  '▌': [0, 0, 0.5, 1, 1],
  '▐': [0.5, 0, 0.5, 1, 1],
  '▁': [0, 0.875, 1, 0.125, 1],
  '▂': [0, 0.75, 1, 0.25, 1],
  '▃': [0, 0.625, 1, 0.375, 1],
  '▄': [0, 0.5, 1, 0.5, 1],
  '▅': [0, 0.375, 1, 0.625, 1],
  '▆': [0, 0.25, 1, 0.75, 1],
  '▇': [0, 0.125, 1, 0.875, 1],
};

const corners: { readonly [character: string]: readonly [vertical: -1 | 1, horizontal: -1 | 1] } = {
  '╭': [1, 1],
  '╮': [1, -1],
  '╯': [-1, -1],
  '╰': [-1, 1],
};

interface Cell {
  readonly width: number;
  readonly height: number;
}

/**
 * A box-drawing or block character as shapes that meet those of the cells beside it, which a font's glyphs do only by
 * chance; undefined for every other character.
 */
export function boxPath(character: string, x: number, y: number, { width, height }: Cell): string | undefined {
  const middle = { x: round(x + width / 2), y: round(y + height / 2) };
  const block = blocks[character];
  if (block !== undefined) {
    const [left, top, w, h, opacity] = block;
    const faint = opacity === 1 ? '' : ` fill-opacity="${opacity}"`;
    return `<rect x="${round(x + left * width)}" y="${round(y + top * height)}" width="${round(w * width)}" height="${round(h * height)}" stroke="none"${faint}/>`;
  }
  const corner = corners[character];
  if (corner !== undefined) {
    const [vertical, horizontal] = corner;
    const from = `${middle.x} ${round(middle.y + (vertical * height) / 2)}`;
    const to = `${round(middle.x + (horizontal * width) / 2)} ${middle.y}`;
    return `<path d="M${from}Q${middle.x} ${middle.y} ${to}" fill="none"/>`;
  }
  if (character === '╌') {
    const gap = round(width * 0.28);
    return `<path d="M${round(x)} ${middle.y}h${round(width - gap)}" stroke-dasharray="${round((width - gap) / 2)} ${gap / 2}" fill="none"/>`;
  }
  const drawn = arms[character];
  if (drawn === undefined) return undefined;
  const heavy = drawn.toUpperCase() === drawn;
  const lines = [...drawn.toLowerCase()].map((arm) => `M${middle.x} ${middle.y}${armOf(arm, width, height)}`);
  return `<path d="${lines.join('')}"${heavy ? ' stroke-width="2"' : ''} fill="none"/>`;
}

function armOf(arm: string, width: number, height: number): string {
  if (arm === 'u') return `v${-height / 2}`;
  if (arm === 'd') return `v${height / 2}`;
  return arm === 'l' ? `h${-width / 2}` : `h${width / 2}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
