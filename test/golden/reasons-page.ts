import type { ReasonText } from '../../src/core/trace.ts';
import { loadServices, SERVICES } from '../../src/services/registry.ts';
import type { Golden } from './index.ts';

/** The page of reason codes, made from every service's table of reasons. */
export async function reasonsPage(): Promise<Golden> {
  const services = await loadServices(new Set(SERVICES.map(({ name }) => name)));
  const sections = [...services.values()]
    .filter(({ reasons }) => Object.keys(reasons).length > 0)
    .map(({ name, reasons }) => `## ${name}\n\n${table(reasons)}\n`);
  const head = `# Reason codes

Made from the services' tables of reasons by \`npm run snapshots\`. A reason code is stable: \`expect\` may name it. Where AWS
has a code of its own it stands beside ours and in the result's \`awsCode\`. Every reason cites the AWS document its rule
comes from; where AWS documents nothing, it is a **model choice**, with the reason for it.
`;
  return new Map([['docs/reasons.md', `${head}\n${sections.join('\n')}`]]);
}

function table(reasons: Readonly<Record<string, ReasonText<never>>>): string {
  const rows = Object.entries(reasons).map(([code, { meaning, awsCode, page, modelChoice }]) => {
    const origin = [page, modelChoice === undefined ? undefined : `**model choice:** ${modelChoice}`];
    const cells = [
      `\`${code}\``,
      awsCode === undefined ? '' : `\`${awsCode}\``,
      meaning,
      origin.filter(Boolean).join('; '),
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  });
  return ['| reason | AWS | when | where it comes from |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
