import { runContract } from './engine.contract.ts'

runContract('dbos')
