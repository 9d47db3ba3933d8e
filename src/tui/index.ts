export { runApp } from './run.tsx';
export type { Opened, Source, Sources } from './sources.ts';
