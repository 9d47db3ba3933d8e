export { runApp } from './run.tsx';
export type { Source, Sources } from './sources.ts';
