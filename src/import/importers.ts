import { awsCli } from './aws-cli/index.ts';
import type { Importer } from './foreign.ts';

/** The formats that can be read, the most telling first. */
export const IMPORTERS: readonly Importer[] = [awsCli];
