export { attachCluster, type Connection } from './attach.ts'
export { type Cluster, type ClusterExit, openCluster, type OpenOptions } from './cluster.ts'
export { describeOwner, type Owner } from './owner.ts'
