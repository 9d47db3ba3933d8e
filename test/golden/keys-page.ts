import { type Binding, bindings, type KeyGroup, keyLabel } from '../../src/app/keys.ts';
import { dashboardSlots } from '../../src/view/dashboards/index.ts';

const titles: { readonly [group in KeyGroup]: string } = {
  steps: 'Steps and time',
  explain: 'Why and what if',
  look: 'Looking',
  move: 'Moving',
  house: 'The house',
};

/** The page about keys, made from the one key table and the keys of the dashboards. */
export async function keysPage(): Promise<ReadonlyMap<string, string>> {
  const sections = Object.entries(titles).map(([group, title]) => {
    const lines = bindings.filter((binding) => binding.group === group).map(lineOf);
    return `## ${title}\n\n| keys | what they do |\n| --- | --- |\n${lines.join('\n')}\n`;
  });
  const own: string[] = [];
  for (const slot of dashboardSlots) {
    for (const key of (await slot.load?.())?.keys ?? []) own.push(`| \`${key.key}\` | ${slot.title}: ${key.title} |`);
  }
  const dashboards =
    own.length === 0
      ? ''
      : `\n## Keys of single dashboards\n\n| keys | what they do |\n| --- | --- |\n${own.join('\n')}\n`;
  const head =
    '# Keys\n\nMade from the key table (`src/app/keys.ts`) by `npm run snapshots`. `?` shows the same list in the app, finds in it and does what is chosen.\n';
  return new Map([['docs/keys.md', `${head}\n${sections.join('\n')}${dashboards}`]]);
}

function lineOf({ keys, title }: Binding): string {
  const shown = keys.map((key) => `\`${keyLabel(key).replaceAll('|', '\\|')}\``).join(' ');
  return `| ${shown} | ${title} |`;
}
