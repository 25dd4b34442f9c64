export type { Io } from './io.ts'
export { runCli } from './run-cli.ts'
export type { Around, Listening } from './verb.ts'
