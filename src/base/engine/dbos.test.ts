import { engineBench } from './bench.contract.ts'
import { dutyContract } from './duty.contract.ts'
import { outwardContract } from './outward.contract.ts'
import { queueContract } from './queue.contract.ts'
import { runContract } from './run.contract.ts'

const bench = engineBench('dbos')
for (const contract of [runContract, outwardContract, queueContract, dutyContract]) contract('dbos', bench)
