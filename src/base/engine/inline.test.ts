import { runContract } from './engine.contract.ts'

runContract('inline')
